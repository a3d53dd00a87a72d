import { ValidationError } from "../constructs/core/errors";
import {
  COMPARED_MIN_REPLICAS,
  comparedScenarios,
} from "../smoke/checks/redis/writes/min-replicas";
import {
  type ComparedFigure,
  compareResults,
  type ScenarioComparison,
} from "../smoke/scenario-comparison";
import type { CheckResult } from "../smoke/report";
import { Reporters } from "../smoke/reporter";
import { ProgressReporter } from "../smoke/reporters/progress";
import { exitCodeOf, runSmoke, type SmokeRun } from "./smoke-run";

/** Where the comparison goes, and how. */
export interface CompareOutput {
  readonly json: boolean;
  /** Takes data. */
  readonly write: (text: string) => void;
  /** Takes progress. */
  readonly progress: (text: string) => void;
}

/**
 * Runs every scenario in which it matters what a primary asks of its replicas twice, and prints what
 * `min-replicas-to-write` buys and what it costs.
 *
 * @returns the exit code
 * @throws ValidationError SMOKE_NOTHING_TO_COMPARE
 */
export async function compareMinReplicas(
  run: Omit<SmokeRun, "checks" | "reporters" | "suite">,
  { json, progress, write }: CompareOutput,
): Promise<number> {
  const deployed = run.deployed.filter(({ manifest }) => manifest.kind === "redis-cluster");
  if (deployed.length === 0) {
    throw new ValidationError("SMOKE_NOTHING_TO_COMPARE", {
      problem: "min-replicas-to-write is a setting of Redis Clusters, and none was chosen",
      received: run.deployed.map(({ manifest }) => manifest.name).join(", "),
      allowed: "the name of a Redis Cluster of the environment",
      fix: "name one with --name, or leave --name out",
    });
  }
  const scenarios = comparedScenarios(COMPARED_MIN_REPLICAS);
  const report = await runSmoke({
    ...{ ...run, deployed },
    suite: "full",
    checks: scenarios.flatMap(({ asDeployed, withMinReplicas }) => [asDeployed, withMinReplicas]),
    reporters: new Reporters([new ProgressReporter(progress)], (line) => progress(`${line}\n`)),
  });
  const comparisons = deployed.flatMap(({ manifest: { name } }) =>
    scenarios.flatMap((scenario): ScenarioComparison[] => {
      const result = (id: string): CheckResult | undefined =>
        report.results.find((one) => one.subject === name && one.id === id);
      const one = result(scenario.asDeployed.id);
      const other = result(scenario.withMinReplicas.id);
      return one === undefined || other === undefined ? [] : [compareResults(one, other)];
    }),
  );
  const { environment, runId, seed } = report;
  const settings = COMPARED_MIN_REPLICAS;
  write(
    json
      ? `${JSON.stringify({ environment, runId, seed, minReplicas: settings, comparisons }, undefined, 2)}\n`
      : comparisons.map(comparisonText).join("\n"),
  );
  return exitCodeOf(report);
}

const COLUMNS = ["as deployed", "min-replicas"] as const;

/** A comparison for people: one line for each figure, and below why a run did not pass. */
export function comparisonText({ asDeployed, changed, figures }: ScenarioComparison): string {
  const width = Math.max(0, ...figures.map(({ what }) => what.length));
  const row = (what: string, cells: readonly string[]): string =>
    `  ${what.padEnd(width)}${cells.map((cell) => cell.padStart(16)).join("")}\n`;
  const rows = figures.map((figure) => row(figure.what, cellsOf(figure)));
  const notes = [asDeployed, changed].flatMap((result, index) => noteOf(result, COLUMNS[index]));
  return [
    `${asDeployed.subject} · ${asDeployed.id} · ${asDeployed.title}\n`,
    row("", COLUMNS),
    ...rows,
    ...notes,
  ].join("");
}

function cellsOf({ asDeployed, changed, unit }: ComparedFigure): string[] {
  const suffix = unit === "count" ? "" : ` ${unit}`;
  return [asDeployed, changed].map((value) => (value === undefined ? "–" : `${value}${suffix}`));
}

function noteOf(
  { evidence, hint, reason, status }: CheckResult,
  column: string | undefined,
): string[] {
  if (status === "pass") return [];
  const why = [evidence?.measured, reason, hint].filter((text) => text !== undefined).join("; ");
  return [`  ${column}: ${status}: ${why}\n`];
}
