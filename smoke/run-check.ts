import { setTimeout as sleep } from "node:timers/promises";
import { CheckFailure, CheckSkip, type Check, type CheckContext, type Evidence } from "./check";
import { type Journal, NO_JOURNAL } from "./journal/journal";
import { journalled } from "./journal/journalled-driver";
import { LogWindows } from "./log-windows";
import type { CheckResult } from "./report";

/** Milliseconds that a check has after its end was asked for before it is left behind. */
const GRACE_MS = 10_000;
/** Milliseconds that one undo has. */
const UNDO_TIMEOUT_MS = 60_000;

/** Everything a check is given but the registration of its undos, which this module keeps. */
export interface CheckSurroundings extends Omit<CheckContext, "journal" | "onExit" | "signal"> {
  /** @default - nothing is remembered: a crash of this process leaves what it has done */
  readonly journal?: Journal;
}

type Outcome = Pick<CheckResult, "status" | "evidence" | "hint" | "leaves" | "reason">;

/**
 * Runs one check and then its undos, last registered first, whatever happened before.
 *
 * @param timeoutMs milliseconds after which the check is asked to end
 */
export async function runCheck(
  check: Check,
  surroundings: CheckSurroundings,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<CheckResult> {
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const { deployed, journal = NO_JOURNAL } = surroundings;
  const driver = journalled(surroundings.driver, journal, deployed.manifest);
  const windows = check.injectsFaults ? await LogWindows.open(deployed, driver) : undefined;
  const undos: (() => Promise<void>)[] = [];
  const timeout = AbortSignal.timeout(timeoutMs);
  const context: CheckContext = {
    ...surroundings,
    driver,
    journal,
    signal: AbortSignal.any([signal, timeout]),
    onExit: (undo) => void undos.push(undo),
  };
  const outcome = await outcomeOf(check, context, timeout, timeoutMs);
  const failures = await undoAll(undos);
  const logs = await windows?.read();
  return {
    id: check.id,
    title: check.title,
    proves: check.proves,
    subject: deployed.manifest.name,
    ...(failures.length === 0 ? outcome : withFailedUndo(outcome, failures)),
    startedAt,
    durationMs: Math.round(performance.now() - begun),
    ...(logs === undefined || logs.length === 0 ? {} : { logs }),
  };
}

async function outcomeOf(
  check: Check,
  context: CheckContext,
  timeout: AbortSignal,
  timeoutMs: number,
): Promise<Outcome> {
  try {
    const evidence = await Promise.race([check.run(context), leftBehind(context.signal)]);
    return { status: "pass", evidence };
  } catch (error) {
    if (timeout.aborted) {
      return { status: "error", reason: `not finished after ${timeoutMs} ms` };
    }
    if (context.signal.aborted) return { status: "error", reason: "interrupted" };
    if (error instanceof CheckSkip) return { status: "skip", reason: error.reason };
    if (error instanceof CheckFailure) {
      return { status: "fail", evidence: error.evidence, hint: error.hint };
    }
    return { status: "error", reason: (error as Error).message };
  }
}

/** Rejects some time after the signal, for a check that does not listen to it. */
function leftBehind(signal: AbortSignal): Promise<Evidence> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener(
      "abort",
      () =>
        void sleep(GRACE_MS, undefined, { ref: false }).then(() =>
          reject(new Error(`still running ${GRACE_MS} ms after it was asked to end`)),
        ),
      { once: true },
    );
  });
}

async function undoAll(undos: readonly (() => Promise<void>)[]): Promise<string[]> {
  const failures: string[] = [];
  for (const undo of [...undos].reverse()) {
    try {
      await Promise.race([undo(), tooLong()]);
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  return failures;
}

async function tooLong(): Promise<never> {
  await sleep(UNDO_TIMEOUT_MS, undefined, { ref: false });
  throw new Error(`not finished after ${UNDO_TIMEOUT_MS} ms`);
}

/** What a check left behind matters more than what it found. */
function withFailedUndo(outcome: Outcome, failures: readonly string[]): Outcome {
  const before = outcome.reason === undefined ? "" : `; before that: ${outcome.reason}`;
  return {
    ...outcome,
    status: outcome.status === "fail" ? "fail" : "error",
    reason: `not undone: ${failures.join("; ")}${before}`,
    leaves: failures,
  };
}
