import { ValidationError } from "../../../constructs/core/errors";
import { requireInteger } from "../../../constructs/core/validate";

/** How much load a deletion by pattern makes, and how long it endures. */
export interface MatchingOptions {
  /**
   * Most keys that are looked at in a second, over the whole cluster, 100 to 10,000,000. One step at a time asks one
   * primary for a hundredth of it, at most 1000.
   *
   * @default 50000
   */
  readonly keysPerSecond?: number;
  /**
   * Milliseconds without any answer after which it gives up, 1000 to 600,000; longer than a failover takes.
   * @default 30000
   */
  readonly patienceMs?: number;
  /** Hears of every step. @default - nobody */
  readonly onProgress?: (soFar: MatchingDeletion) => void;
  /** Ends it before the next step. @default - nothing does */
  readonly signal?: AbortSignal;
}

/** What a deletion by pattern has done. */
export interface MatchingDeletion {
  /** Keys that were deleted. */
  readonly deleted: number;
  /** How often a primary, or the slots of one that was replaced, had to be looked through anew. */
  readonly restarts: number;
}

export type CompleteMatchingOptions = MatchingOptions &
  Required<Pick<MatchingOptions, "keysPerSecond" | "patienceMs">>;

/** @throws ValidationError CACHE_PATTERN_INVALID */
export function completeMatching(pattern: string, given: MatchingOptions): CompleteMatchingOptions {
  const options = { keysPerSecond: 50_000, patienceMs: 30_000, ...given };
  const { keysPerSecond, patienceMs } = options;
  const rates = { min: 100, max: 10_000_000, unit: "keys" };
  requireInteger("CACHE_PATTERN_INVALID", "keysPerSecond", keysPerSecond, rates);
  const times = { min: 1000, max: 600_000, unit: "ms" };
  requireInteger("CACHE_PATTERN_INVALID", "patienceMs", patienceMs, times);
  if (pattern !== "") return options;
  throw new ValidationError("CACHE_PATTERN_INVALID", {
    problem: "the pattern is empty",
    allowed: "a pattern of keys as SCAN takes it, such as shop:v1:user:*",
    fix: "name the keys",
  });
}
