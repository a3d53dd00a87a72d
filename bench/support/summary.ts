import { amount, cellsOf } from "./figure-text";
import type { BenchResult, Figure, Unit } from "./result";
import { seriesOf } from "./statistics";
import { markdownTable } from "./table";

/** A result as Markdown: every series, then the verdicts and what a reader has to know. */
export function summaryOf(result: BenchResult): string {
  return [
    markdownTable([
      ["Series", "Runs", "Min", "P50", "P95", "Max", "CV"],
      ...result.figures.flatMap(rowsOf),
    ]),
    "",
    ...result.figures.flatMap(verdict),
    ...result.notes.map((note) => `- ${note}`),
    "",
  ].join("\n");
}

function rowsOf({ baseline, parts, samples, unit, what }: Figure): string[][] {
  const rest = (parts ?? []).map((part) => ({ ...part, what: `… ${part.what}` }));
  const all = [{ what, samples }, ...rest];
  if (baseline !== undefined)
    all.push({ what: `baseline: ${baseline.what}`, samples: baseline.samples });
  return all.map((series) => seriesRow(series.what, series.samples, unit));
}

function seriesRow(what: string, samples: readonly number[], unit: Unit): string[] {
  const { cv, max, median, min, p95, runs } = seriesOf(samples);
  const values = [min, median, p95, max].map((value) => amount(value, unit));
  return [what, String(runs), ...values, `${Math.round(cv * 100)} %`];
}

function verdict(figure: Figure): string[] {
  const { baseline, ours, ratio, target, what } = cellsOf(figure);
  const against = figure.baseline === undefined ? "" : `; baseline ${baseline}; ratio ${ratio}`;
  const goal = figure.target === undefined ? "" : `; target ${target}`;
  return [`- **${what}**: ${ours}${goal}${against}.`];
}
