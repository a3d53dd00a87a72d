import { OperationError } from "../../constructs/core/errors";
import type { RunReport } from "../../smoke/report";

/**
 * A suite that fails may end early or wait for long: its time is no figure.
 *
 * @throws OperationError BENCH_SUITE_FAILED
 */
export function requirePassed({ results, seed }: Pick<RunReport, "results" | "seed">): void {
  const failures = results
    .filter(({ status }) => status !== "pass")
    .map(({ evidence, id, reason, status, subject }) => {
      const why = reason ?? `${evidence?.measured}, expected ${evidence?.expected}`;
      return `${subject}: ${id}: ${status}: ${why}`;
    });
  if (failures.length === 0) return;
  throw new OperationError("BENCH_SUITE_FAILED", {
    problem: `the suite with seed ${seed} did not pass: ${failures.join("; ")}`,
    fix: "measure on a machine at rest; when it fails there too, mend what the check says",
  });
}
