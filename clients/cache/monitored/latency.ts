import { createHistogram } from "node:perf_hooks";

/** How long operations took, in milliseconds; `undefined` where there was none. */
export interface LatencySummary {
  readonly count: number;
  /** All of them together; 0 where there was none. */
  readonly total: number;
  readonly mean: number | undefined;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
}

const MICROSECONDS = 1000;
/** Two digits are kept: a quantile is right to a hundredth. */
const FIGURES = 2;
const LONGEST_US = 3_600_000_000;

/** A histogram of durations whose size does not grow with their number. */
export class Latency {
  private total = 0;
  private readonly histogram = createHistogram({
    lowest: 1,
    highest: LONGEST_US,
    figures: FIGURES,
  });

  /** @param ms milliseconds; below a microsecond counts as one, above an hour as an hour */
  record(ms: number): void {
    this.total += ms;
    const us = Math.round(ms * MICROSECONDS);
    this.histogram.record(Math.min(LONGEST_US, Math.max(1, us)));
  }

  summary(): LatencySummary {
    const { count, max, mean } = this.histogram;
    const ms = (us: number): number | undefined => (count === 0 ? undefined : us / MICROSECONDS);
    const quantile = (percent: number): number | undefined =>
      ms(this.histogram.percentile(percent));
    return {
      count,
      total: this.total,
      mean: ms(mean),
      p50: quantile(50),
      p95: quantile(95),
      p99: quantile(99),
      max: ms(max),
    };
  }

  reset(): void {
    this.total = 0;
    this.histogram.reset();
  }
}
