import { cellsOf } from "./figure-text";
import { summaryOf } from "./summary";
import type { BenchResult } from "./result";
import { markdownTable } from "./table";

/** The part of the README between its markers. */
const BLOCK = /^(<!-- figures -->)\n[\s\S]*?^<!-- end -->$/m;

/** A page with its figures in place of the earlier ones. @throws Error when it has no place for them */
export function withFigures(page: string, results: readonly BenchResult[]): string {
  if (!BLOCK.test(page)) throw new Error("the page has no line <!-- figures --> with an end");
  const section = figuresSection(results);
  return page.replace(BLOCK, (_, opening: string) => `${opening}\n\n${section}\n\n<!-- end -->`);
}

/** Every figure beside its target and its baseline, and where they were measured. */
function figuresSection(results: readonly BenchResult[]): string {
  const figures = results.flatMap((result) => result.figures.map(cellsOf));
  return [
    `${machinesText(results)} Medians; writes are counted over all runs. A figure that spreads more than its limit claims nothing.`,
    "",
    markdownTable([
      ["What", "cachefort", "Target", "Baseline", "Baseline ÷ cachefort", "Runs"],
      ...figures.map(({ baseline, ours, ratio, runs, target, what }) => [
        what,
        ours,
        target,
        baseline,
        ratio,
        runs,
      ]),
    ]),
  ].join("\n");
}

/** Every result whole, for a page of its own. */
export function figuresPage(results: readonly BenchResult[], drawings: readonly string[]): string {
  const parts = results.map((result) => [
    `## ${result.id}: \`npm run bench:${result.script}\``,
    "",
    `${result.date.slice(0, 10)}, seed ${result.seed}, ${versionsText(result)}; ${machineText(result)}, load before the run ${result.machine.loadBefore}.`,
    "",
    summaryOf(result).trimEnd(),
    ...drawings
      .filter((drawing) => drawing === result.script)
      .map((drawing) => `\n![How it grows](figures/${drawing}.svg)`),
    "",
  ]);
  return [
    "# Figures",
    "",
    "Written by `npm run bench:figures` from `bench/results/`, which holds every sample. Each baseline was",
    "measured in the same run; a quantile is the value of the nearest rank, CV is the standard deviation",
    "through the mean.",
    "",
    ...parts.flat(),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function machinesText(results: readonly BenchResult[]): string {
  const machines = [...new Set(results.map(machineText))];
  const dates = results.map(({ date }) => date.slice(0, 10)).sort();
  const span = dates[0] === dates.at(-1) ? dates[0] : `${dates[0]} to ${dates.at(-1)}`;
  return `Measured on ${machines.join(", and on ")} (${span}), each with its baseline in the same run: trust the ratios.`;
}

function machineText({ machine }: BenchResult): string {
  const { cores, memoryGiB, node, os, processor } = machine;
  return `${cores} cores (${processor}), ${memoryGiB} GiB, ${os}, Node ${node.replace("v", "")}`;
}

function versionsText({ versions }: BenchResult): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}
