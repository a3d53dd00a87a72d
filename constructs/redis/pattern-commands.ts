/** What `clients/cache/` does with a Redis Cluster. */
export type CachePattern =
  | "cache"
  | "cacheAside"
  | "deadLetters"
  | "matching"
  | "tags"
  | "writeBehind"
  | "writeBehindWorker"
  | "writeThrough";

const ASIDE = ["get", "set", "del", "expire"];
/** A queue is agreed on by its producers and workers, and an update is in it when replicas have it. */
const BEHIND = ["set", "get", "xlen", "xadd", "wait"];

/** The data commands of each pattern: without one of them a call of it is refused. */
export const PATTERN_COMMANDS: Readonly<Record<CachePattern, readonly string[]>> = {
  cache: ["get", "set", "del", "exists", "expire", "incr"],
  cacheAside: ASIDE,
  writeThrough: ASIDE,
  tags: [...ASIDE, "incr"],
  matching: ["scan", "unlink", "cluster|nodes"],
  writeBehind: BEHIND,
  writeBehindWorker: [
    ...BEHIND,
    ...["xrange", "xdel", "pexpire", "del"],
    ...["zadd", "zremrangebyscore", "zcard", "zrem"],
  ],
  deadLetters: ["xlen", "xadd", "wait", "xrange", "xdel"],
};
