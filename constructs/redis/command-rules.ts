const ASKED_BEFORE_ANYTHING = "clients call it before any command of their own";
const ASKED_FOR_THE_CLUSTER =
  "the kit and cluster clients ask for the state of the cluster with it";
const SENT_BETWEEN_NODES = "a replica logs in and synchronises with it";
const MOVES_KEYS = "the cluster moves keys from node to node with it";
const WRITTEN_BY_THE_SERVER =
  "the server itself writes it into its replication stream and append-only file";

const REASONS: readonly (readonly [reason: string, commands: string])[] = [
  [ASKED_BEFORE_ANYTHING, "ASKING CLIENT COMMAND HELLO READONLY READWRITE"],
  [ASKED_FOR_THE_CLUSTER, "CLUSTER INFO ROLE"],
  [SENT_BETWEEN_NODES, "AUTH PING PSYNC REPLCONF SYNC"],
  [MOVES_KEYS, "MIGRATE RESTORE RESTORE-ASKING"],
  // Read in the source of 7.0.15 and seen in append-only files of 7.0.15, 8.0.2 and Valkey 8.1.1.
  // Other commands end there as one of these: SPOP as SREM, EXPIRE as PEXPIREAT, GEOADD as ZADD …
  [WRITTEN_BY_THE_SERVER, "DEL EXEC HDEL HPERSIST HPEXPIREAT HSET LMOVE LPOP MULTI PERSIST"],
  [WRITTEN_BY_THE_SERVER, "PEXPIREAT RPOP RPOPLPUSH SELECT SET SREM UNLINK XCLAIM XGROUP ZADD"],
  [WRITTEN_BY_THE_SERVER, "ZPOPMAX ZPOPMIN"],
];

/** Why a command must keep its name and stay enabled, by command. */
export const INDISPENSABLE_COMMANDS: ReadonlyMap<string, string> = new Map(
  REASONS.flatMap(([reason, commands]) =>
    commands.split(" ").map((command): [string, string] => [command, reason]),
  ),
);

/** Commands that only ask about, or act on, the one server they are sent to. */
export const RENAMABLE_COMMANDS: readonly string[] = [
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
