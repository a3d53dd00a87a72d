import { retryBudget } from "../../../../clients/redis/retry-budget";
import { phaseBounds, type Phase } from "../failover-phases";
import type { PhaseBounds } from "../failover-watch";

/**
 * The longest that each phase takes when the node runner asks for the election, in milliseconds since the crash.
 *
 * No node suspects another before it was silent for a node timeout: who is elected earlier was not elected
 * because of suspicion. What follows the election takes as long as with the engine alone.
 */
export function recoveryBounds(nodeTimeoutMs: number): PhaseBounds {
  const engine = phaseBounds(nodeTimeoutMs);
  const elected = nodeTimeoutMs;
  return {
    suspected: elected,
    failed: elected,
    elected,
    writable: elected + engine.writable - engine.elected + retryBudget(nodeTimeoutMs).retryDelayMs,
    agreed: elected + engine.agreed - engine.elected,
  };
}

/** A node that was replaced learns it when it runs again, and its runner a look of 1 s later; half a second is spare. */
const LATE_MS = 3500;
/** The question who is alive, the request, its votes, and the look at them. */
const VOTE_MS = 1000;

/**
 * The longest that a shard waits for its next owner when the same primary crashes again, in milliseconds since
 * that crash: until the primaries vote about it again, two node timeouts after they did, or until the engine
 * alone had elected.
 *
 * @param pauseMs milliseconds from the node's first crash to its second
 */
export function voteAgainMs(nodeTimeoutMs: number, pauseMs: number): number {
  const voteDueMs = 2 * nodeTimeoutMs + LATE_MS - pauseMs;
  return Math.max(phaseBounds(nodeTimeoutMs).elected, voteDueMs + VOTE_MS);
}

const NOT_WAITED_FOR = "nobody has to: the runner knows of the death";

/** What each of those bounds follows from. */
export const RECOVERY_DERIVATIONS: Readonly<Record<Phase, string>> = {
  suspected: NOT_WAITED_FOR,
  failed: NOT_WAITED_FOR,
  elected: "no other node suspects a silent one before a node timeout: the runner has to be first",
  writable: "three retries of the client preset and a TLS connection after the election",
  agreed: "every node is pinged within half a node timeout, and told if it missed the announcement",
};
