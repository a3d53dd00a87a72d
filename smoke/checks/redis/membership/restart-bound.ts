/** A primary serves nobody for so long after its start: `CLUSTER_WRITABLE_DELAY` of `cluster.c`. */
const WRITABLE_DELAY_MS = 2000;
/** A primary that was counted as failed stays so for this many node timeouts (`CLUSTER_FAIL_UNDO_TIME_MULT`). */
const FAIL_UNDO_TIMEOUTS = 2;
/** Least and most that a primary waits once it reaches a majority again (`CLUSTER_MIN_REJOIN_DELAY`, `…MAX…`). */
const REJOIN_DELAY_MS = [500, 5000] as const;
/** `clusterCron` runs ten times a second. */
const CRON_TICK_MS = 100;
/** A look at every node, all of which begin at the same time on busy cores. */
const OBSERVATION_MS = 500;

/**
 * Milliseconds after which nodes that were all down serve again and agree, counted from the moment at which
 * the last of them has loaded its data.
 *
 * Source: `clusterUpdateState` and `clearNodeFailureIfNeeded`, `cluster.c` of Redis 7.0. A `nodes.conf` may
 * count a primary that went down before the others as failed.
 *
 * @param nodeTimeoutMs `cluster-node-timeout`
 */
export function restartBoundMs(nodeTimeoutMs: number): number {
  const [least, most] = REJOIN_DELAY_MS;
  const rejoinMs = Math.min(most, Math.max(least, nodeTimeoutMs));
  const failedMs = FAIL_UNDO_TIMEOUTS * nodeTimeoutMs + rejoinMs;
  const toldMs = nodeTimeoutMs / 2 + 2 * CRON_TICK_MS;
  return Math.max(WRITABLE_DELAY_MS, failedMs) + toldMs + OBSERVATION_MS;
}

/** What it follows from. */
export const RESTART_DERIVATION =
  "a primary serves nobody for 2 s after its start, one counted as failed stays so for 2 node timeouts and joins the majority after another, and every node is pinged within half of one";
