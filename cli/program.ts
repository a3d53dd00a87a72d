import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { kitRoot } from "../constructs/host/kit-root";
import { connectCommand } from "./connect";
import { downCommand } from "./down";
import { internalCommand } from "./internal";
import { secretsCommand } from "./secrets";

/** The whole command line. */
export function createProgram(): Command {
  const { version, description } = JSON.parse(
    readFileSync(join(kitRoot(), "package.json"), "utf8"),
  ) as { version: string; description: string };
  const program = new Command("cachefort").description(description).version(version);
  for (const command of [downCommand(), connectCommand(), secretsCommand()]) {
    program.addCommand(command);
  }
  program.addCommand(internalCommand(), { hidden: true });
  return program;
}
