import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { kitRoot } from "../constructs/terraform/kit-root";

/** In the order of the help; each is loaded with what it needs. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["up", async () => (await import("./up")).upCommand()],
  ["smoke", async () => (await import("./smoke")).smokeCommand()],
  ["health", async () => (await import("./health")).healthCommand()],
  ["monitor", async () => (await import("./monitor")).monitorCommand()],
  ["report", async () => (await import("./report")).reportCommand()],
  ["connect", async () => (await import("./connect")).connectCommand()],
  ["doctor", async () => (await import("./doctor")).doctorCommand()],
  ["secrets", async () => (await import("./secrets")).secretsCommand()],
  ["down", async () => (await import("./down")).downCommand()],
]);

/** Commands for people. */
export const COMMAND_NAMES: readonly string[] = [...COMMANDS.keys()];

/**
 * The command line: the one command that is meant, or all of them for help. Wrong usage is thrown as
 * commander's `CommanderError`, so that the caller decides on the exit code.
 *
 * @param words what follows the program's name
 */
export async function createProgram(words: readonly string[] = []): Promise<Command> {
  const { version, description } = JSON.parse(
    readFileSync(join(kitRoot(), "package.json"), "utf8"),
  ) as { version: string; description: string };
  const program = new Command("cachefort").description(description).version(version);
  const [word = ""] = words;
  if (word === "internal") {
    program.addCommand((await import("./internal")).internalCommand(), { hidden: true });
  } else {
    const meant = COMMANDS.get(word);
    for (const load of meant === undefined ? COMMANDS.values() : [meant]) {
      program.addCommand(await load());
    }
  }
  throwOnExit(program);
  return program;
}

function throwOnExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwOnExit);
}
