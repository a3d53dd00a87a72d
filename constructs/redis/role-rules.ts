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
  "+cluster|myid",
  "+cluster|keyslot",
];

/** What an application never gets: other users' keys, the server itself, code on the server. */
export const NEVER = [
  "-@dangerous",
  "-@admin",
  "-@scripting",
  // They tell the names or the number of keys that belong to others, whatever the key patterns say.
  "-scan",
  "-randomkey",
  "-dbsize",
];

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
