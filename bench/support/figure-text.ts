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
/** Fewer say nothing of a spread. */
const MIN_RUNS = 5;

/**
 * The cells of a figure. Where a series has too few runs or spreads more than its limit, the cell
 * tells so, and no value, verdict or ratio is claimed.
 */
export function cellsOf(figure: Figure): FigureCells {
  const { baseline, samples, unit } = figure;
  const isSteady = doubtOf(samples, figure) === undefined;
  const isBaseSteady = baseline !== undefined && doubtOf(baseline.samples, figure) === undefined;
  const base = baseline && valueText({ ...figure, of: baseline.of, samples: baseline.samples });
  return {
    what: figure.what,
    ours: valueText(figure),
    target: isSteady ? targetText(figure) : NOTHING,
    baseline: baseline === undefined ? NOTHING : `${base}: ${baseline.what}`,
    ratio: isSteady && isBaseSteady ? ratioText(samples, baseline.samples, unit) : NOTHING,
    runs: runsText(samples, baseline?.samples),
  };
}

/** Why a series is not claimed, or `undefined` when it is; counts are claimed as they are. */
function doubtOf(
  samples: readonly number[],
  { maxCv, unit }: Pick<Figure, "maxCv" | "unit">,
): string | undefined {
  const { cv, runs } = seriesOf(samples);
  if (unit === "writes") return undefined;
  if (runs < MIN_RUNS) return `${runs} of at least ${MIN_RUNS} runs`;
  return cv > maxCv ? `CV ${percent(cv)}, limit ${percent(maxCv)}` : undefined;
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

function valueText(series: Pick<Figure, "maxCv" | "of" | "samples" | "unit">): string {
  const { of, samples, unit } = series;
  const doubt = doubtOf(samples, series);
  if (doubt !== undefined) return `no claim: ${doubt}`;
  if (unit === "writes") {
    const whole = of === undefined ? "" : ` of ${amount(sum(of), unit)}`;
    return `${amount(sum(samples), unit)}${whole}`;
  }
  const { median, p95 } = seriesOf(samples);
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
