import type { LoadedManifest } from "../clients/manifest-file";
import { withSecrets } from "../clients/secrets/managed-secrets";
import { ExitCode } from "../constructs/core/errors";
import type { Check, Suite } from "../smoke/check";
import { memcachedChecks } from "../smoke/checks/memcached";
import { redisChecks } from "../smoke/checks/redis";
import { driverFor } from "../smoke/drivers";
import { findNodes } from "../smoke/find-nodes";
import { requireReachable } from "../smoke/reachable";
import { countStatuses, type RunReport } from "../smoke/report";
import type { Reporters } from "../smoke/reporter";
import { runSuite } from "../smoke/runner";

/** Every check of the harness. */
export const CHECKS: readonly Check[] = [...redisChecks, ...memcachedChecks];

/** Exit code of a run that a signal ended: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** A run of the harness from where it stands. */
export interface SmokeRun {
  readonly environment: string;
  readonly suite: Suite;
  readonly deployed: readonly LoadedManifest[];
  readonly areFaultsAllowed: boolean;
  readonly seed: number;
  /** Region of an environment on AWS. @default - that which the AWS SDK finds */
  readonly region?: string | undefined;
  readonly reporters: Reporters;
}

/**
 * Proves what was deployed; a signal ends the run after its undos.
 *
 * @throws UnavailableError SMOKE_TARGET_UNREACHABLE, SMOKE_NODES_NOT_FOUND, SECRET_UNREADABLE, AWS_SDK_MISSING
 */
export async function runSmoke({ region, ...run }: SmokeRun): Promise<RunReport> {
  for (const one of run.deployed) await requireReachable(one);
  const deployed = await Promise.all(
    run.deployed.map(async (one) => findNodes(await withSecrets(one))),
  );
  return untilInterrupted("undoing what the check under way has done", (signal) =>
    runSuite({
      ...run,
      deployed,
      checks: CHECKS,
      driverFor: (one) => driverFor(one, region),
      signal,
    }),
  );
}

/** Works until it is done; a first signal asks it to end, a second one ends the process. */
export async function untilInterrupted<T>(
  whatIsDone: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    process.stderr.write(`\ninterrupted: ${whatIsDone}\n`);
    controller.abort();
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** What a command ends with after a run. */
export function exitCodeOf(report: RunReport): number {
  if (report.isInterrupted) return INTERRUPTED;
  const { fail, error } = countStatuses(report.results);
  return fail + error === 0 ? ExitCode.pass : ExitCode.checkFailed;
}
