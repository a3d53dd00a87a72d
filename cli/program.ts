import { Command } from "commander";
import { internalCommand } from "./internal";

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command("cachefort").description("x");
  program.addCommand(internalCommand(), { hidden: true });
  return program;
}
