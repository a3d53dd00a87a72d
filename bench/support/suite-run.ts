import type { RunReport } from "../../smoke/report";
import type { Figure } from "./result";

/** A suite that has passed. */
export interface SuiteRun {
  readonly milliseconds: number;
  readonly report: RunReport;
}

/** The parts of a suite: what each check has taken in every run, summed over everything that it was run on. */
export function partsOf(suites: readonly SuiteRun[]): NonNullable<Figure["parts"]> {
  const ids = new Set(suites.flatMap(({ report }) => report.results.map(({ id }) => id)));
  return [...ids].map((id) => ({
    what: id,
    samples: suites.map(({ report }) => durationOf(report, id)),
  }));
}

function durationOf({ results }: RunReport, id: string): number {
  return results
    .filter((result) => result.id === id)
    .reduce((total, { durationMs }) => total + durationMs, 0);
}
