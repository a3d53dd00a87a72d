import { failoverBound } from "./failover-bound";

/** How long and how often a client tries a command again. */
export interface RetryBudget {
  /** Wall-clock limit of a command, retries included, in milliseconds. */
  readonly commandMs: number;
  /** Pause after a closed connection or CLUSTERDOWN, in milliseconds. */
  readonly retryDelayMs: number;
  /** Pause before a redirection is followed, in milliseconds. */
  readonly redirectDelayMs: number;
  /** Attempts that take at least `commandMs` together. */
  readonly attempts: number;
}

const RETRY_DELAY_MS = 100;
/** Two nodes that name each other as owner must not use up the attempts at network speed. */
const REDIRECT_DELAY_MS = 10;
/** A safety factor over the mathematical bound: the machine that counts may be busy as well. */
const FACTOR = 2;

/**
 * A budget that outlasts the longest automatic failover.
 *
 * While a primary is dead, a living node redirects to it and the connection to it is refused: one
 * pause costs two attempts.
 *
 * @param nodeTimeoutMs `cluster-node-timeout`
 */
export function retryBudget(nodeTimeoutMs: number): RetryBudget {
  const commandMs = failoverBound(nodeTimeoutMs).electedMs * FACTOR;
  return {
    commandMs,
    retryDelayMs: RETRY_DELAY_MS,
    redirectDelayMs: REDIRECT_DELAY_MS,
    attempts: 2 * Math.ceil(commandMs / RETRY_DELAY_MS),
  };
}
