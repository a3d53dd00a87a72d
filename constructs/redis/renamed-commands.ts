import { ValidationError } from "../core/errors";

/** Commands by their original names, in capital letters. */
export interface RenamedCommandsProps {
  /** Commands nobody can call under any name. */
  readonly disabled: readonly string[];
  /** Commands that only who knows their secret new name can call. */
  readonly renamed: readonly string[];
}

/** Commands that answer only questions about, or act only on, the one server they are sent to. */
const RENAMABLE: readonly string[] = [
  "ACL",
  "BGREWRITEAOF",
  "BGSAVE",
  "CONFIG",
  "DEBUG",
  "KEYS",
  "LASTSAVE",
  "LATENCY",
  "MODULE",
  "MONITOR",
  "SAVE",
  "SHUTDOWN",
  "SLOWLOG",
];

/** The cluster, its clients or its replication call these by name. */
const INDISPENSABLE: readonly string[] = [
  "ASKING",
  "AUTH",
  "CLIENT",
  "CLUSTER",
  "COMMAND",
  "EXEC",
  "HELLO",
  "INFO",
  "MIGRATE",
  "MULTI",
  "PING",
  "PSYNC",
  "READONLY",
  "READWRITE",
  "REPLCONF",
  "RESTORE",
  "RESTORE-ASKING",
  "SELECT",
  "SYNC",
  // The server writes these into its replication stream and append-only file by itself.
  "DEL",
  "PEXPIREAT",
  "SET",
  "UNLINK",
];

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
   * Exactly these commands.
   *
   * @throws ValidationError RENAMED_COMMAND_NAME, RENAMED_COMMAND_INDISPENSABLE,
   * RENAMED_COMMAND_NOT_RENAMABLE, RENAMED_COMMAND_TWICE
   */
  static of(props: RenamedCommandsProps): RenamedCommands {
    return new RenamedCommands([...props.disabled], [...props.renamed]);
  }

  private constructor(
    readonly disabled: readonly string[],
    readonly renamed: readonly string[],
  ) {
    const all = [...disabled, ...renamed];
    for (const command of all) requireRenamable(command);
    for (const command of renamed) {
      if (RENAMABLE.includes(command)) continue;
      throw new ValidationError("RENAMED_COMMAND_NOT_RENAMABLE", {
        problem: `${command} reaches replicas and append-only files under its own name`,
        received: command,
        allowed: RENAMABLE.join(" "),
        fix: "disable the command, or leave it and let the ACL decide who may call it",
      });
    }
    const twice = all.find((command, position) => all.indexOf(command) !== position);
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

function requireRenamable(command: string): void {
  if (!/^[A-Z][A-Z-]*$/.test(command)) {
    throw new ValidationError("RENAMED_COMMAND_NAME", {
      problem: "this is not the name of a command",
      received: command,
      allowed: "capital letters; sub-commands cannot be renamed",
      fix: "write the original name, such as FLUSHALL",
    });
  }
  if (INDISPENSABLE.includes(command)) {
    throw new ValidationError("RENAMED_COMMAND_INDISPENSABLE", {
      problem: `the cluster, its clients or its replication call ${command} by this name`,
      received: command,
      allowed: `any command but ${INDISPENSABLE.join(" ")}`,
      fix: `leave ${command} and restrict it by the users' grants`,
    });
  }
}
