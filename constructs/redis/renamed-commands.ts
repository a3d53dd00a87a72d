import { ValidationError } from "../core/errors";
import { firstRepeated } from "../core/first-repeated";
import { didYouMean } from "../core/nearest";
import { COMMAND_NAMES, knowsCommand, LISTED_ENGINES, WRITTEN_COMMANDS } from "./command-names";
import { INDISPENSABLE_COMMANDS, RENAMABLE_COMMANDS } from "./command-rules";
import type { RedisEngine } from "./engine";

/** Commands by their original names, in capital letters. */
export interface RenamedCommandsProps {
  /** Commands nobody can call under any name. */
  readonly disabled: readonly string[];
  /** Commands that only who knows their secret new name can call. */
  readonly renamed: readonly string[];
}

/** Which commands are switched off, and which answer to a secret name only. */
export class RenamedCommands {
  /**
   * Disables FLUSHALL FLUSHDB KEYS DEBUG SWAPDB MODULE SAVE MONITOR REPLICAOF SLAVEOF and gives
   * CONFIG BGSAVE BGREWRITEAOF SHUTDOWN a secret name for the operator.
   */
  static secureDefaults(): RenamedCommands {
    return RenamedCommands.of({
      disabled: [
        "FLUSHALL",
        "FLUSHDB",
        "KEYS",
        "DEBUG",
        "SWAPDB",
        "MODULE",
        "SAVE",
        "MONITOR",
        "REPLICAOF",
        "SLAVEOF",
      ],
      renamed: ["CONFIG", "BGSAVE", "BGREWRITEAOF", "SHUTDOWN"],
    });
  }

  /**
   * Exactly these commands. What writes data may be disabled, not renamed.
   *
   * @throws ValidationError RENAMED_COMMAND_SUBCOMMAND, RENAMED_COMMAND_NAME,
   * RENAMED_COMMAND_UNKNOWN, RENAMED_COMMAND_INDISPENSABLE, RENAMED_COMMAND_NOT_RENAMABLE,
   * RENAMED_COMMAND_TWICE
   */
  static of(props: RenamedCommandsProps): RenamedCommands {
    return new RenamedCommands([...props.disabled], [...props.renamed]);
  }

  private constructor(
    readonly disabled: readonly string[],
    readonly renamed: readonly string[],
  ) {
    const all = [...disabled, ...renamed];
    for (const command of all) requireDispensable(command);
    for (const command of renamed) requireRenamable(command);
    const twice = firstRepeated(all);
    if (twice !== undefined) {
      throw new ValidationError("RENAMED_COMMAND_TWICE", {
        problem: "a command is listed twice",
        received: twice,
        allowed: "each command once, disabled or renamed",
        fix: `remove one of the entries of ${twice}`,
      });
    }
  }
}

/**
 * Refuses a command that this version of the engine does not have: its server would not start.
 *
 * @throws ValidationError RENAMED_COMMAND_TOO_NEW
 */
export function requireKnownCommands(
  { disabled, renamed }: Pick<RenamedCommands, "disabled" | "renamed">,
  engine: Pick<RedisEngine, "name" | "version">,
): void {
  const unknown = [...disabled, ...renamed].find((command) => !knowsCommand(engine, command));
  if (unknown === undefined) return;
  throw new ValidationError("RENAMED_COMMAND_TOO_NEW", {
    problem: `${engine.name} ${engine.version} does not have the command ${unknown}, and a server that is told to rename it does not start`,
    received: unknown,
    allowed: `commands that ${engine.name} ${engine.version} has`,
    fix: `remove ${unknown}, or run an engine that has it`,
  });
}

function requireDispensable(command: string): void {
  requireCommand(command);
  const reason = INDISPENSABLE_COMMANDS.get(command);
  if (reason === undefined) return;
  throw new ValidationError("RENAMED_COMMAND_INDISPENSABLE", {
    problem: `${command} must stay as it is: ${reason}`,
    received: command,
    allowed: `any command but ${[...INDISPENSABLE_COMMANDS.keys()].sort().join(" ")}`,
    fix: `leave ${command} and restrict it by the users' grants`,
  });
}

function requireRenamable(command: string): void {
  if (RENAMABLE_COMMANDS.includes(command)) return;
  const reason = WRITTEN_COMMANDS.includes(command)
    ? "it writes data, and replicas and append-only files hold it under its own name"
    : "clients call it, and find the node to ask, by its own name";
  throw new ValidationError("RENAMED_COMMAND_NOT_RENAMABLE", {
    problem: `${command} cannot have another name: ${reason}`,
    received: command,
    allowed: RENAMABLE_COMMANDS.join(" "),
    fix: `disable ${command}, or leave it and let the users' grants decide who may call it`,
  });
}

function requireCommand(command: string): void {
  if (command.includes("|")) {
    throw new ValidationError("RENAMED_COMMAND_SUBCOMMAND", {
      problem: "a server that is told to rename a sub-command ends with a failed assertion",
      received: command,
      allowed: "whole commands",
      fix: `take the sub-command away by a user's grants: -${command.toLowerCase()}`,
    });
  }
  if (!/^[A-Z][A-Z_-]*$/.test(command)) {
    throw new ValidationError("RENAMED_COMMAND_NAME", {
      problem: "this is not the name of a command",
      received: command,
      allowed: "capital letters",
      fix: "write the original name, such as FLUSHALL",
    });
  }
  if (COMMAND_NAMES.includes(command)) return;
  throw new ValidationError("RENAMED_COMMAND_UNKNOWN", {
    problem: `no engine has the command ${command}, and a server that is told to rename it does not start`,
    received: command,
    allowed: `commands that the engines up to ${LISTED_ENGINES} have; commands of modules cannot be renamed`,
    fix: didYouMean(command, COMMAND_NAMES, `remove ${command}`),
  });
}
