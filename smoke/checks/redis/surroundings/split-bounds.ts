import { retryBudget } from "../../../../clients/redis/retry-budget";
import type { WriteAttempt } from "../../../workload/attempt";
import type { LoadResult } from "../accounted-load";
import { type Phase, phaseBounds, PHASE_DERIVATIONS } from "../failover-phases";

/** Room for a look at every node, and for servers that share busy cores. */
const OBSERVATION_MS = 500;
/** One in 1.7 million, as 5 σ. */
const IMPROBABLE = 5.7e-7;
/** Retries that `phaseBounds` counts already. */
const COUNTED_RETRIES = 2;

/**
 * The longest that a primary without its majority acknowledges writes, in milliseconds since the cut: it
 * pings a node at the latest half a node timeout after the last answer, counts it as failed a whole one
 * later, and refuses writes when a majority is gone (`clusterCron`, `clusterUpdateState` in `cluster.c` of
 * Redis 7.0).
 */
export function lossBoundMs(nodeTimeoutMs: number): number {
  return 1.5 * nodeTimeoutMs + OBSERVATION_MS;
}

export const LOSS_DERIVATION =
  "a primary pings every node within half a node timeout, counts a silent one as failed a whole one later, and refuses writes without a majority; 500 ms for busy machines";

/**
 * The phases of a takeover while the former primary still answers clients. A client that asks it for the
 * owners is told the old ones, and asks again, a random node each time.
 *
 * @param cutOff nodes that still tell the old owners
 * @param nodes all nodes
 */
export function splitBounds(
  nodeTimeoutMs: number,
  cutOff: number,
  nodes: number,
): Readonly<Record<Phase, number>> {
  const bounds = phaseBounds(nodeTimeoutMs);
  const retries = Math.ceil(Math.log(IMPROBABLE) / Math.log(cutOff / nodes));
  const extra = Math.max(0, retries - COUNTED_RETRIES) * retryBudget(nodeTimeoutMs).retryDelayMs;
  return { ...bounds, writable: bounds.writable + extra };
}

export const SPLIT_DERIVATIONS: Readonly<Record<Phase, string>> = {
  ...PHASE_DERIVATIONS,
  writable:
    "after the election, as many retries of the client preset as make it unlikely (5 σ) that each asked a node that tells the old owner, and a TLS connection",
};

/** Milliseconds from the cut to the last acknowledgement that did not last; 0 when nothing was lost. */
export function lostForMs({ account }: LoadResult, cutAt: number): number {
  const to = account.lossWindow?.to;
  return to === undefined ? 0 : Math.max(0, Math.round(to - cutAt));
}

/**
 * Milliseconds from the cut to the first write that the new primary acknowledged: one that lasts.
 *
 * @param isOfShard whether a key belongs to the shard that was taken over
 */
export function writableAgainMs(
  { account, attempts }: LoadResult,
  isOfShard: (key: string) => boolean,
  cutAt: number,
): number | undefined {
  const lost = new Set<WriteAttempt>(account.lost);
  const times = attempts
    .filter(
      (attempt) =>
        attempt.outcome === "acknowledged" &&
        attempt.startedAt > cutAt &&
        isOfShard(attempt.key) &&
        !lost.has(attempt),
    )
    .map(({ endedAt }) => endedAt);
  return times.length === 0 ? undefined : Math.round(Math.min(...times) - cutAt);
}
