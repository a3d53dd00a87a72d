/** Upper bounds of the phases of an automatic failover, each in milliseconds since the crash. */
export interface FailoverBound {
  /** Until some node suspects the primary (PFAIL). */
  readonly suspectedMs: number;
  /** Until a majority of primaries agrees that it failed (FAIL). */
  readonly failedMs: number;
  /** Until a replica owns the slots and the shard takes writes. */
  readonly electedMs: number;
}

/** `clusterCron` runs ten times a second; every step may wait for one tick. */
const CRON_TICK_MS = 100;
/** Nodes are pinged at random once a second, and at the latest after half a node timeout. */
const GOSSIP_PERIOD_MS = 1000;
/** A replica waits 500 ms and a random part of another 500 ms before it asks for votes. */
const ELECTION_DELAY_MS = 1000;
/** Votes, and `nodes.conf` written to disk by each voter. */
const VOTES_MS = 100;

/**
 * The longest that an automatic failover of one crashed primary takes.
 *
 * Source: `cluster.c` of Redis 7.0, `clusterCron` (ping at the latest after half the node timeout,
 * suspicion one node timeout after an unanswered ping), `markNodeAsFailingIfNeeded` (majority) and
 * `clusterHandleSlaveFailover` (500 ms + random 500 ms + 1000 ms × rank; the replica with the most
 * data has rank 0). An election that finds no majority is repeated and is not part of the bound.
 *
 * @param nodeTimeoutMs `cluster-node-timeout`
 */
export function failoverBound(nodeTimeoutMs: number): FailoverBound {
  const suspectedMs = nodeTimeoutMs / 2 + nodeTimeoutMs + CRON_TICK_MS;
  const failedMs = suspectedMs + Math.min(nodeTimeoutMs / 2, GOSSIP_PERIOD_MS) + CRON_TICK_MS;
  const electedMs = failedMs + ELECTION_DELAY_MS + CRON_TICK_MS + VOTES_MS;
  return { suspectedMs, failedMs, electedMs };
}
