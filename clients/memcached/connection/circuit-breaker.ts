import { requireInteger } from "../../../constructs/core/validate";
import { backoffMs } from "../../backoff";

/** When a node counts as down, and how often it is looked for. */
export interface CircuitBreakerProps {
  /**
   * Failures in a row after which the node counts as down, 1 to 1000: a connection that does not come about, one
   * that ends with commands under way, one that says nothing for as long as a command may take.
   *
   * @default 5
   */
  readonly failures?: number;
  /** Milliseconds to the first look for a node that is down, 10 to 60,000. @default 100 */
  readonly firstPauseMs?: number;
  /** The pause doubles up to this many milliseconds, `firstPauseMs` to 600,000. @default 2000, `firstPauseMs` where that is more */
  readonly longestPauseMs?: number;
}

/**
 * The props with their defaults.
 *
 * @throws ValidationError MEMCACHED_BREAKER_INVALID
 */
export function requireBreaker({
  failures = 5,
  firstPauseMs = 100,
  longestPauseMs = Math.max(2_000, firstPauseMs),
}: CircuitBreakerProps = {}): Required<CircuitBreakerProps> {
  const require = (what: string, value: number, min: number, max: number, unit?: string): number =>
    requireInteger("MEMCACHED_BREAKER_INVALID", `circuitBreaker.${what}`, value, {
      ...{ min, max },
      ...(unit === undefined ? {} : { unit }),
    });
  require("failures", failures, 1, 1000);
  require("firstPauseMs", firstPauseMs, 10, 60_000, "ms");
  require("longestPauseMs", longestPauseMs, firstPauseMs, 600_000, "ms");
  return { failures, firstPauseMs, longestPauseMs };
}

/** Counts the failures of one node. It has no clock: it says how long to wait. */
export class CircuitBreaker {
  private failuresInARow = 0;
  private readonly props: Required<CircuitBreakerProps>;

  /** @param random 0 to 1: looks of many clients shall not meet */
  constructor(
    props: CircuitBreakerProps = {},
    private readonly random: () => number = Math.random,
  ) {
    this.props = requireBreaker(props);
  }

  /** In a row, up to now. */
  get failures(): number {
    return this.failuresInARow;
  }

  /** Whether the node counts as down. */
  get isOpen(): boolean {
    return this.failuresInARow >= this.props.failures;
  }

  failed(): void {
    this.failuresInARow += 1;
  }

  succeeded(): void {
    this.failuresInARow = 0;
  }

  /** Milliseconds to the next look for a node that is down: between half of the pause and all of it. */
  get pauseMs(): number {
    const { failures, firstPauseMs, longestPauseMs } = this.props;
    const doublings = Math.max(0, this.failuresInARow - failures);
    const bounds = { firstMs: firstPauseMs, longestMs: longestPauseMs };
    return backoffMs(bounds, doublings, this.random);
  }
}
