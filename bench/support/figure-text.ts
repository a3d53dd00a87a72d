import type { Figure, Unit } from "./result";
import { seriesOf } from "./statistics";

/** One figure as cells of a table. */
export interface FigureCells {
  readonly what: string;
  readonly ours: string;
  readonly target: string;
  readonly baseline: string;
  readonly ratio: string;
  readonly runs: string;
}

const NOTHING = "–";

/**
 * The cells of a figure. Where a series spreads more than its limit, the cell tells the spread, and
 * no value, verdict or ratio is claimed.
 */
export function cellsOf(figure: Figure): FigureCells {
  const { baseline, maxCv, samples, unit } = figure;
  const isSteady = isClaimed(samples, figure);
  const isBaseSteady = baseline !== undefined && isClaimed(baseline.samples, figure);
  const base = baseline && valueText(baseline.samples, unit, maxCv, baseline.of);
  return {
    what: figure.what,
    ours: valueText(samples, unit, maxCv, figure.of),
    target: isSteady ? targetText(figure) : NOTHING,
    baseline: baseline === undefined ? NOTHING : `${base}: ${baseline.what}`,
    ratio: isSteady && isBaseSteady ? ratioText(samples, baseline.samples, unit) : NOTHING,
    runs: runsText(samples, baseline?.samples),
  };
}

/** Whether a series is steady enough to be claimed; counts are claimed as they are. */
export function isClaimed(samples: readonly number[], { unit, maxCv }: Figure): boolean {
  return unit === "writes" || seriesOf(samples).cv <= maxCv;
}

/** A value of a unit, for people. */
export function amount(value: number, unit: Unit): string {
  switch (unit) {
    case "ms":
      return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`;
    case "MiB":
      return `${Math.round(value)} MiB`;
    case "writes":
      return value.toLocaleString("en");
  }
}

function valueText(
  samples: readonly number[],
  unit: Unit,
  maxCv: number,
  of: readonly number[] | undefined,
): string {
  if (unit === "writes") {
    const whole = of === undefined ? "" : ` of ${amount(sum(of), unit)}`;
    return `${amount(sum(samples), unit)}${whole}`;
  }
  const { cv, median, p95 } = seriesOf(samples);
  if (cv > maxCv) {
    return `no claim: CV ${percent(cv)}, limit ${percent(maxCv)}`;
  }
  return `${amount(median, unit)} (P95 ${amount(p95, unit)})`;
}

function targetText({ samples, target, unit }: Figure): string {
  if (target === undefined) return NOTHING;
  const { median, p95 } = seriesOf(samples);
  const measured = unit === "writes" ? sum(samples) : median;
  const bounds = [
    { name: unit === "writes" ? "" : "P50 ", limit: target.median, measured },
    { name: "P95 ", limit: target.p95, measured: p95 },
  ].flatMap(({ limit, ...bound }) => (limit === undefined ? [] : [{ ...bound, limit }]));
  const isMet = bounds.every((bound) => bound.measured <= bound.limit);
  const texts = bounds.map(({ limit, name }) => `${name}≤ ${amount(limit, unit)}`);
  return `${texts.join(", ")}: ${isMet ? "met" : "missed"}`;
}

function ratioText(ours: readonly number[], baseline: readonly number[], unit: Unit): string {
  if (unit === "writes") return NOTHING;
  const [mine, other] = [seriesOf(ours).median, seriesOf(baseline).median];
  return mine === 0 ? NOTHING : `${(other / mine).toFixed(2)}`;
}

function runsText(ours: readonly number[], baseline: readonly number[] | undefined): string {
  const isAlike = baseline === undefined || baseline.length === ours.length;
  return isAlike ? String(ours.length) : `${ours.length} / ${baseline.length}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
