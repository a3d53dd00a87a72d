/** `readWrite` and `readOnly` are complete grants; `custom` is exactly what its rules say. */
export type RedisRole = "readWrite" | "readOnly" | "custom";

/** What every cluster client needs before and beside its data commands. */
const CLIENT_COMMANDS = [
  // AUTH, HELLO, PING, CLIENT SETNAME, COMMAND, READONLY, ASKING …; what of it manages other
  // connections is taken away again by -@dangerous and -@admin below.
  "+@connection",
  "+cluster|slots",
  "+cluster|shards",
  "+cluster|nodes",
  "+cluster|info",
];

/** What `@connection` would let a client do to others. */
const NOT_OTHERS = ["-@dangerous", "-@admin"];
/** In broadcasting mode it names every key that changes (redis#15371, mended in 2026). */
const NO_TRACKING = "-client|tracking";

/** What an application never gets: other users' keys, the server itself, code on the server. */
export const NEVER = [
  ...NOT_OTHERS,
  "-@scripting",
  // They tell names or numbers of keys and channels that belong to others, whatever the patterns say.
  "-scan",
  "-randomkey",
  "-dbsize",
  "-pubsub",
  NO_TRACKING,
];

/**
 * What a user may who runs patterns of `clients/cache/`: to connect as a cluster client, to find each key's node, and
 * the commands named.
 */
export function patternRules(commands: readonly string[]): readonly string[] {
  const rules = [...new Set(commands)].map((command) => `+${command}`);
  return ["+@connection", ...NOT_OTHERS, NO_TRACKING, "+cluster|slots", "+cluster|info", ...rules];
}

const GRANTS: Readonly<Record<Exclude<RedisRole, "custom">, readonly string[]>> = {
  readWrite: ["+@read", "+@write", "+@transaction", "+@pubsub", ...CLIENT_COMMANDS, ...NEVER],
  readOnly: [
    "+@read",
    "+subscribe",
    "+psubscribe",
    "+ssubscribe",
    "+unsubscribe",
    "+punsubscribe",
    "+sunsubscribe",
    ...CLIENT_COMMANDS,
    ...NEVER,
  ],
};

/** ACL command rules of a role, in the order in which the server must read them. */
export function roleCommands(role: Exclude<RedisRole, "custom">): readonly string[] {
  return GRANTS[role];
}
