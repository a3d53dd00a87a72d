import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { kitRoot } from "../constructs/terraform/kit-root";
import { connectCommand } from "./connect";
import { doctorCommand } from "./doctor";
import { downCommand } from "./down";
import { internalCommand } from "./internal";
import { secretsCommand } from "./secrets";
import { smokeCommand } from "./smoke";
import { upCommand } from "./up";

/**
 * The whole command line. Wrong usage is thrown as commander's `CommanderError`, so that the caller
 * decides on the exit code.
 */
export function createProgram(): Command {
  const { version, description } = JSON.parse(
    readFileSync(join(kitRoot(), "package.json"), "utf8"),
  ) as { version: string; description: string };
  const program = new Command("cachefort").description(description).version(version);
  const commands = [
    upCommand(),
    smokeCommand(),
    connectCommand(),
    doctorCommand(),
    secretsCommand(),
    downCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(internalCommand(), { hidden: true });
  throwOnExit(program);
  return program;
}

function throwOnExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwOnExit);
}
