import { percentile } from "../../constructs/core/quantiles";

/** Figures of one series of measurements, in the unit of the samples. */
export interface Series {
  readonly runs: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  /** Coefficient of variation: standard deviation through mean, as a part of 1; 0 at a mean of 0. */
  readonly cv: number;
}

/** Figures of at least one sample; quantiles by the nearest rank. */
export function seriesOf(samples: readonly number[]): Series {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length;
  return {
    runs: samples.length,
    min: percentile(samples, 0),
    median: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    max: percentile(samples, 1),
    cv: mean === 0 ? 0 : Math.sqrt(variance) / mean,
  };
}

/** Coefficient of variation of a value drawn evenly from an interval; 0 ≤ `low` < `high`. */
export function evenSpread(low: number, high: number): number {
  return (high - low) / Math.sqrt(12) / ((low + high) / 2);
}
