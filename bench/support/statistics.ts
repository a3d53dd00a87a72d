/** Figures of one series of measurements, in the unit of the samples. */
export interface Series {
  readonly runs: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  readonly mean: number;
  /** Coefficient of variation: standard deviation through mean, as a part of 1. */
  readonly cv: number;
}

/** Figures of at least one sample; quantiles by the nearest rank. */
export function seriesOf(samples: readonly number[]): Series {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? NaN;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length;
  return {
    runs: sorted.length,
    min: rank(0),
    median: rank(0.5),
    p95: rank(0.95),
    max: rank(1),
    mean,
    cv: Math.sqrt(variance) / mean,
  };
}

/** One line of a table, in seconds. */
export function seriesLine(name: string, milliseconds: readonly number[]): string {
  const series = seriesOf(milliseconds);
  const seconds = (value: number): string => (value / 1000).toFixed(2);
  return [
    name.padEnd(42),
    `runs ${series.runs}`,
    `P50 ${seconds(series.median)} s`,
    `P95 ${seconds(series.p95)} s`,
    `min ${seconds(series.min)}`,
    `max ${seconds(series.max)}`,
    `CV ${(series.cv * 100).toFixed(0)} %`,
  ].join("  ");
}
