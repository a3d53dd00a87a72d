/** What `clients/cache/` does with a Redis Cluster. */
export type CachePattern = "cache" | "cacheAside" | "matching" | "tags" | "writeThrough";

const ASIDE = ["get", "set", "del", "expire"];

/** The data commands of each pattern: without one of them a call of it is refused. */
export const PATTERN_COMMANDS: Readonly<Record<CachePattern, readonly string[]>> = {
  cache: ["get", "set", "del", "exists", "expire", "incr"],
  cacheAside: ASIDE,
  writeThrough: ASIDE,
  tags: [...ASIDE, "incr"],
  matching: ["scan", "unlink", "cluster|nodes"],
};
