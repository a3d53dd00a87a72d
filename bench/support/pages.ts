import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BENCHES } from "./benches";
import { figuresPage, withFigures } from "./figures-section";
import { growthChart } from "./growth-chart";
import { readResult, type BenchResult } from "./result";

const ROOT = join(__dirname, "../..");

/** Folder of the committed results. */
export const RESULTS = join(ROOT, "bench/results");

/** A file as the results make it. */
export interface FigureFile {
  readonly path: string;
  readonly text: string;
}

/** The committed results, in the order of the benches; one that was never measured is left out. */
export function committedResults(): BenchResult[] {
  return BENCHES.map(({ script }) => join(RESULTS, `${script}.json`))
    .filter((file) => existsSync(file))
    .map(readResult);
}

/** Every file that is written from the results. */
export function figureFiles(results: readonly BenchResult[]): FigureFile[] {
  const readme = join(ROOT, "README.md");
  const drawings = results.flatMap(({ growth, script }) =>
    growth === undefined ? [] : [{ script, text: growthChart(growth) }],
  );
  const drawn = drawings.map(({ script }) => script);
  return [
    { path: readme, text: withFigures(readFileSync(readme, "utf8"), results) },
    { path: join(ROOT, "docs/figures.md"), text: figuresPage(results, drawn) },
    ...drawings.map(({ script, text }) => ({
      path: join(ROOT, "docs/figures", `${script}.svg`),
      text,
    })),
  ];
}

/** Writes them all. @returns their paths */
export function writeFigures(): string[] {
  return figureFiles(committedResults()).map(({ path, text }) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}
