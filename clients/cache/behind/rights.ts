/** What a client of a cluster needs before its own commands. */
const CONNECTION = ["+cluster|slots", "+cluster|info"] as const;
const AGREEMENT = ["+set", "+get"] as const;
const QUEUE = [...CONNECTION, ...AGREEMENT, "+xlen", "+xadd", "+wait"] as const;

/**
 * Rules of an ACL for each side of write-behind, on the keys of `WriteBehindQueue.patterns`: no more than it needs. Who does
 * two of these takes both lists.
 */
export const WRITE_BEHIND_RIGHTS = {
  /** `WriteBehind`. */
  producer: QUEUE,
  /** `WriteBehindWorker`. */
  worker: [
    ...QUEUE,
    ...["+xrange", "+xdel", "+pexpire", "+del"],
    ...["+zadd", "+zremrangebyscore", "+zcard", "+zrem"],
  ],
  /** `DeadLetters`. */
  deadLetters: [...CONNECTION, "+xlen", "+xadd", "+wait", "+xrange", "+xdel"],
} as const;
