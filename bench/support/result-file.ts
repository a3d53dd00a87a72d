import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { BenchResult, Figure } from "./result";

/** Digits behind the point that are kept: a tenth of a millisecond is finer than any clock here. */
const PRECISION = 10;

/** Writes a result as `readResult` reads it, one line for each series. */
export function writeResult(file: string, result: BenchResult): void {
  mkdirSync(dirname(file), { recursive: true });
  const rounded = { ...result, figures: result.figures.map(roundFigure) };
  const text = JSON.stringify(rounded, undefined, 2).replace(/\[[\s\d.,e+-]*\]/g, (list) =>
    list.replace(/\s+/g, " "),
  );
  writeFileSync(file, `${text}\n`);
}

function roundFigure(figure: Figure): Figure {
  const { baseline, parts, samples } = figure;
  return {
    ...figure,
    samples: round(samples),
    ...(baseline === undefined
      ? {}
      : { baseline: { ...baseline, samples: round(baseline.samples) } }),
    ...(parts === undefined
      ? {}
      : { parts: parts.map((part) => ({ ...part, samples: round(part.samples) })) }),
  };
}

function round(samples: readonly number[]): number[] {
  return samples.map((value) => Math.round(value * PRECISION) / PRECISION);
}
