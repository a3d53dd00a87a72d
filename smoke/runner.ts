import { randomBytes } from "node:crypto";
import type { LoadedManifest } from "../clients/manifest-file";
import { isForTarget, isInSuite, type RunKind, timeoutOf, type Check, type Suite } from "./check";
import type { TargetDriver } from "./driver";
import type { Journal } from "./journal/journal";
import { subjectOf, type CheckResult, type RunReport } from "./report";
import type { Reporters } from "./reporter";
import { runCheck } from "./run-check";

/** What is run on what, and how. */
export interface RunProps {
  readonly environment: string;
  readonly suite: Suite;
  readonly deployed: readonly LoadedManifest[];
  readonly checks: readonly Check[];
  readonly driverFor: (deployed: LoadedManifest) => TargetDriver;
  /** Whether checks may stop and kill nodes. */
  readonly areFaultsAllowed: boolean;
  /** Seed of every random choice of the checks. */
  readonly seed: number;
  /**
   * Milliseconds that each check may take.
   * @default - as long as each says
   */
  readonly timeoutMs?: number;
  /**
   * Whether faults go on after one that a cluster or ring has not stood.
   * @default false
   */
  readonly keepsGoing?: boolean;
  /** @default - a crash of this process leaves what it has done */
  readonly journal?: Journal;
  /** Ends the run early; undos still run. */
  readonly signal: AbortSignal;
  readonly reporters: Reporters;
}

/** Runs every check of a suite on every cluster and ring it fits, one after the other. */
export async function runSuite(props: RunProps): Promise<RunReport> {
  const { reporters, suite } = props;
  return reportRun(props, suite, async (runId, results) => {
    for (const deployed of props.deployed) {
      if (props.signal.aborted) break;
      const { name: subject } = deployed.manifest;
      /** The fault that it has not stood. */
      let broken: string | undefined;
      for (const check of props.checks.filter((candidate) => fits(candidate, deployed, suite))) {
        if (props.signal.aborted) break;
        reporters.onCheckBegin({ id: check.id, title: check.title, subject });
        const result = await runOne(props, check, deployed, runId, broken);
        results.push(result);
        reporters.onCheckEnd(result);
        if (check.injectsFaults && isBad(result) && props.keepsGoing !== true) broken = check.id;
      }
    }
  });
}

/**
 * Tells reporters of a run from its begin to its end; meanwhile its keys stand in the journal, and longer where a
 * check could not undo all.
 *
 * @param work puts each result where the report takes it from
 */
export async function reportRun(
  { deployed, environment, journal, reporters, seed, signal }: Omit<RunProps, "suite">,
  suite: RunKind,
  work: (runId: string, results: CheckResult[]) => Promise<void>,
): Promise<RunReport> {
  const runId = randomBytes(4).toString("hex");
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const results: CheckResult[] = [];
  reporters.onRunBegin({ runId, environment, suite, seed });
  const subjects = deployed.map(({ manifest }) => subjectOf(manifest));
  for (const { name } of subjects) journal?.note({ kind: "keys", subject: name, runId });
  await work(runId, results);
  const dirty = new Set(
    results.flatMap(({ leaves, subject }) => (leaves === undefined ? [] : [subject])),
  );
  journal?.forget(
    (entry) => entry.kind === "keys" && entry.runId === runId && !dirty.has(entry.subject),
  );
  const report: RunReport = {
    ...{ runId, environment, suite, seed, startedAt },
    durationMs: Math.round(performance.now() - begun),
    isInterrupted: signal.aborted,
    subjects,
    results,
  };
  reporters.onRunEnd(report);
  return report;
}

/** Whether a check shows that something is wrong. */
export function isBad({ status }: CheckResult): boolean {
  return status === "fail" || status === "error";
}

/** Whether a check is one of a suite for what was deployed. */
export function fits(check: Check, { manifest }: LoadedManifest, suite: Suite): boolean {
  return (
    check.kind === manifest.kind && isForTarget(check, manifest.target) && isInSuite(check, suite)
  );
}

/**
 * Runs one check, or says why not.
 *
 * @param broken id of a fault that the cluster or ring has not stood, if there was one
 */
export async function runOne(
  props: Omit<RunProps, "suite">,
  check: Check,
  deployed: LoadedManifest,
  runId: string,
  broken: string | undefined,
): Promise<CheckResult> {
  const reason = skipReason(props, check, deployed, broken);
  if (reason !== undefined) {
    return {
      id: check.id,
      title: check.title,
      proves: check.proves,
      subject: deployed.manifest.name,
      status: "skip",
      reason,
      durationMs: 0,
    };
  }
  return runCheck(
    check,
    {
      deployed,
      driver: props.driverFor(deployed),
      runId,
      seed: props.seed,
      progress: (line) => props.reporters.onProgress(line),
      ...(props.journal === undefined ? {} : { journal: props.journal }),
    },
    props.signal,
    props.timeoutMs ?? timeoutOf(check, deployed.manifest),
  );
}

function skipReason(
  { areFaultsAllowed }: Pick<RunProps, "areFaultsAllowed">,
  { injectsFaults, needsLogin = false, skippedOn }: Check,
  { manifest }: LoadedManifest,
  broken: string | undefined,
): string | undefined {
  const reason = skippedOn?.[manifest.target];
  if (reason !== undefined) return reason;
  if (needsLogin && manifest.kind === "memcached" && manifest.sasl === undefined) {
    return "the ring takes no login: its network alone guards it";
  }
  if (injectsFaults && broken !== undefined) {
    return `it injects faults, and ${broken} has not passed before; --keep-going runs it all the same`;
  }
  if (!injectsFaults || areFaultsAllowed) return undefined;
  return "it injects faults, which this environment allows only with --allow-faults";
}
