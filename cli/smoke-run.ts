import { join } from "node:path";
import type { LoadedManifest } from "../clients/manifest-file";
import { withSecrets } from "../clients/secrets/managed-secrets";
import { ExitCode } from "../constructs/core/errors";
import type { Check, RunKind } from "../smoke/check";
import { memcachedChecks } from "../smoke/checks/memcached";
import { redisChecks } from "../smoke/checks/redis";
import { driverFor } from "../smoke/drivers";
import { findNodes } from "../smoke/find-nodes";
import { FileJournal, type Journal, NO_JOURNAL } from "../smoke/journal/journal";
import { repair } from "../smoke/journal/repair";
import { withRunLock } from "../smoke/journal/run-lock";
import { requireReachable } from "../smoke/reachable";
import { countStatuses, type RunReport } from "../smoke/report";
import type { Reporters } from "../smoke/reporter";
import { runSuite } from "../smoke/runner";
import { runSoak } from "../smoke/soak/soak";

/** Every check of the harness. */
export const CHECKS: readonly Check[] = [...redisChecks, ...memcachedChecks];

const SOAK_MS = 600_000;

/** Exit code of a run that a signal ended: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** Where runs of an environment know of each other. */
export interface RunPlace {
  /** Folder of the lock, and of the journal of what was done and not yet undone. */
  readonly state: string;
  /** Everything that is deployed: an earlier run may have worked on other clusters and rings. */
  readonly deployed: readonly LoadedManifest[];
}

/** A run of the harness from where it stands. */
export interface SmokeRun {
  readonly environment: string;
  readonly suite: RunKind;
  /**
   * Milliseconds after which a soak begins no further round.
   * @default - 10 minutes
   */
  readonly soakMs?: number | undefined;
  readonly deployed: readonly LoadedManifest[];
  readonly areFaultsAllowed: boolean;
  readonly seed: number;
  /**
   * Ids of the checks that are run, of those in the suite.
   * @default - all of them
   */
  readonly checkIds?: readonly string[] | undefined;
  /** Milliseconds that each check may take. @default - as long as each says */
  readonly timeoutMs?: number | undefined;
  /** Whether faults go on after one that was not stood. @default false */
  readonly keepsGoing?: boolean | undefined;
  /** Region of an environment on AWS. @default - that which the AWS SDK finds */
  readonly region?: string | undefined;
  /** @default - none: two runs may meet, and a crash leaves what was done */
  readonly place?: RunPlace;
  readonly reporters: Reporters;
  /** @default - every check of the harness */
  readonly checks?: readonly Check[];
}

/**
 * Proves what was deployed, after it has undone what a run that crashed has left; a signal ends the run
 * after its undos.
 *
 * @throws UnavailableError SMOKE_RUN_UNDER_WAY, SMOKE_JOURNAL_UNREADABLE, SMOKE_NOT_REPAIRED, SMOKE_TARGET_UNREACHABLE, SMOKE_NODES_NOT_FOUND, SECRET_UNREADABLE, AWS_SDK_MISSING
 */
export function runSmoke({ place, ...run }: SmokeRun): Promise<RunReport> {
  if (place === undefined) return runChecks(run, NO_JOURNAL);
  const { deployed, state } = place;
  return withRunLock(state, async () => {
    const journal = new FileJournal(join(state, "journal.json"));
    await repair(journal, {
      deployed,
      driverFor: (one) => driverFor(one, run.region),
      progress: (line) => void process.stderr.write(`${line}\n`),
    });
    return runChecks(run, journal);
  });
}

async function runChecks(
  {
    checkIds,
    checks = CHECKS,
    region,
    soakMs = SOAK_MS,
    suite,
    timeoutMs,
    keepsGoing,
    ...run
  }: Omit<SmokeRun, "place">,
  journal: Journal,
): Promise<RunReport> {
  for (const one of run.deployed) await requireReachable(one);
  const deployed = await Promise.all(
    run.deployed.map(async (one) => findNodes(await withSecrets(one))),
  );
  return untilInterrupted("undoing what the check under way has done", (signal) => {
    const props = {
      ...run,
      deployed,
      journal,
      checks: checks.filter(({ id }) => checkIds === undefined || checkIds.includes(id)),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(keepsGoing === undefined ? {} : { keepsGoing }),
      driverFor: (one: LoadedManifest) => driverFor(one, region),
      signal,
    };
    return suite === "soak"
      ? runSoak({ ...props, durationMs: soakMs })
      : runSuite({ ...props, suite });
  });
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
