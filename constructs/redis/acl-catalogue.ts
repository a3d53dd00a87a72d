import data from "./acl-catalogue.json";

/** Commands of an engine with their categories; sub-commands as `command|subcommand`. */
export type AclCatalogue = ReadonlyMap<string, readonly string[]>;

/**
 * What Redis 7.0, the oldest engine of the kit, knows; later engines know all of it too.
 * Made by `npx tsx scripts/acl-catalogue.ts` from a running server, by `ACL CAT` and `COMMAND`.
 */
export const BASE_CATALOGUE: AclCatalogue = new Map(
  Object.entries(data.commands).map(([name, categories]) => [name, categories.split(" ")]),
);

/** Categories that a rule may name, `all` among them. */
export const BASE_CATEGORIES: readonly string[] = [
  ...new Set(["all", ...[...BASE_CATALOGUE.values()].flat()]),
];

/**
 * Commands that came after the base, with the Redis version that brought them, as `COMMAND` and
 * `COMMAND DOCS` of Redis 7.4.1 tell. Valkey has those of Redis 7.2, where it began.
 */
export const LATER_COMMANDS: ReadonlyMap<string, string> = new Map([
  ...["client|no-touch", "client|setinfo", "cluster|myshardid", "waitaof"].map(
    (name) => [name, "7.2"] as const,
  ),
  ...["hexpire", "hexpireat", "hexpiretime", "hpersist", "hpexpire", "hpexpireat"].map(
    (name) => [name, "7.4"] as const,
  ),
  ...["hpexpiretime", "hpttl", "httl"].map((name) => [name, "7.4"] as const),
]);
