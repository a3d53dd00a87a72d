import type { CacheObserver, CacheOperation, CallResult } from "./cache-observer";
import type { CacheStatistics } from "./cache-statistics";

type End = (result: CallResult) => void;

/** A call of a monitored cache, from its beginning to its end. It costs every call: it allocates little. */
export class ObservedCall {
  private readonly begunAt: number;
  private readonly ends: readonly End[] | undefined;

  constructor(
    private readonly statistics: CacheStatistics,
    observers: readonly CacheObserver[],
    private readonly operation: CacheOperation,
    keys: number,
  ) {
    this.ends =
      observers.length === 0
        ? undefined
        : observers.map((observer) => observer.begin(operation, keys));
    this.begunAt = performance.now();
  }

  /** @param misses keys of a read that had no value */
  end(hits = 0, misses = 0): void {
    this.tell(hits, misses, undefined);
  }

  /** @returns the error, to be thrown */
  fail(error: unknown): unknown {
    this.tell(0, 0, error as Error);
    return error;
  }

  private tell(hits: number, misses: number, error: Error | undefined): void {
    const durationMs = performance.now() - this.begunAt;
    this.statistics.count(this.operation, durationMs, hits, misses, error !== undefined);
    if (this.ends === undefined) return;
    const result = { durationMs, hits, misses, ...(error === undefined ? {} : { error }) };
    for (const end of this.ends) end(result);
  }
}
