import { type CacheOperation, OPERATIONS } from "./cache-observer";
import { Latency, type LatencySummary } from "./latency";

/** What a cache has done since its counting began. */
export interface CacheFigures {
  /** Keys that were read and had a value. */
  readonly hits: number;
  /** Keys that were read and had none, unreadable ones among them. */
  readonly misses: number;
  /** Share of hits, 0 to 1; `undefined` when nothing was read. */
  readonly hitRate: number | undefined;
  /** Calls that rejected. */
  readonly errors: number;
  /** Calls by method, failed ones among them, with how long they took. */
  readonly operations: Readonly<Record<CacheOperation, OperationFigures>>;
}

/** Calls of one method. */
export interface OperationFigures {
  readonly errors: number;
  /** Milliseconds. */
  readonly latency: LatencySummary;
}

/** Counts what a cache does, in memory that does not grow. */
export class CacheStatistics {
  private hits = 0;
  private misses = 0;
  private readonly latencies = byOperation(() => new Latency());
  private errors = byOperation(() => 0);

  /** Counts a call that has ended. */
  count(
    operation: CacheOperation,
    durationMs: number,
    hits: number,
    misses: number,
    hasFailed: boolean,
  ): void {
    this.hits += hits;
    this.misses += misses;
    if (hasFailed) this.errors[operation] += 1;
    this.latencies[operation].record(durationMs);
  }

  figures(): CacheFigures {
    const { hits, misses } = this;
    const reads = hits + misses;
    return {
      hits,
      misses,
      hitRate: reads === 0 ? undefined : hits / reads,
      errors: OPERATIONS.reduce((sum, operation) => sum + this.errors[operation], 0),
      operations: byOperation((operation) => ({
        errors: this.errors[operation],
        latency: this.latencies[operation].summary(),
      })),
    };
  }

  /** Begins to count anew. */
  reset(): void {
    this.hits = 0;
    this.misses = 0;
    this.errors = byOperation(() => 0);
    for (const latency of Object.values(this.latencies)) latency.reset();
  }
}

function byOperation<T>(of: (operation: CacheOperation) => T): Record<CacheOperation, T> {
  return Object.fromEntries(OPERATIONS.map((operation) => [operation, of(operation)])) as Record<
    CacheOperation,
    T
  >;
}
