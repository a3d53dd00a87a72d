import type { LoadExhibit, LoadPoint, WritesExhibit } from "../../exhibit";
import type { WriteAttempt } from "../../workload/attempt";
import type { Span } from "../../workload/availability";
import type { LoadResult } from "./accounted-load";
import { lossWindowMs } from "./fault-report";

/** A stretch in which something was done to the cluster, on the clock of the attempts. */
export interface FaultSpan extends Span {
  readonly what: string;
}

/** A load has about this many points, and never finer ones than `MIN_STEP_MS`. */
const POINTS = 120;
const MIN_STEP_MS = 50;

/**
 * A write load as a picture over time, and the account of its writes.
 *
 * @param faultAt the moment from which the picture counts, on the clock of the attempts
 */
export function loadExhibits(
  result: LoadResult,
  faultAt: number,
  faults: readonly FaultSpan[],
): [LoadExhibit, WritesExhibit] {
  return [loadExhibit(result.attempts, faultAt, faults), writesExhibit(result)];
}

function loadExhibit(
  attempts: readonly WriteAttempt[],
  faultAt: number,
  faults: readonly FaultSpan[],
): LoadExhibit {
  const begins = attempts.map(({ startedAt }) => startedAt - faultAt);
  const first = begins.reduce((least, at) => Math.min(least, at), 0);
  const last = begins.reduce((most, at) => Math.max(most, at), 0);
  const stepMs = Math.max(MIN_STEP_MS, Math.ceil((last - first) / POINTS));
  const steps = new Map<number, WriteAttempt[]>();
  attempts.forEach((attempt, index) => {
    const step = Math.floor((begins[index] ?? 0) / stepMs);
    const others = steps.get(step);
    if (others === undefined) steps.set(step, [attempt]);
    else others.push(attempt);
  });
  return {
    kind: "load",
    stepMs,
    points: [...steps]
      .sort(([one], [other]) => one - other)
      .map(([step, within]) => pointOf(step * stepMs, within)),
    faults: faults.map(({ from, to, what }) => ({
      fromMs: Math.round(from - faultAt),
      toMs: Math.round(to - faultAt),
      what,
    })),
  };
}

function pointOf(atMs: number, within: readonly WriteAttempt[]): LoadPoint {
  const count = (outcome: WriteAttempt["outcome"]): number =>
    within.filter((attempt) => attempt.outcome === outcome).length;
  const latencies = within
    .filter(({ outcome }) => outcome === "acknowledged")
    .map(({ startedAt, endedAt }) => endedAt - startedAt)
    .sort((one, other) => one - other);
  const p50 = latencies[Math.ceil(latencies.length / 2) - 1];
  const max = latencies.at(-1);
  return {
    atMs,
    acknowledged: count("acknowledged"),
    failed: count("failed"),
    unknown: count("unknown"),
    ...(p50 === undefined || max === undefined ? {} : { p50Ms: round(p50), maxMs: round(max) }),
  };
}

function writesExhibit({ account }: LoadResult): WritesExhibit {
  const { acknowledged, duplicated, failed, lost, recovered, stale, unexpected, unknown } = account;
  return {
    kind: "writes",
    acknowledged,
    failed,
    unknown,
    lost: lost.length,
    recovered: recovered.length,
    duplicated: duplicated.length,
    unexpected: unexpected.length,
    stale: stale.length,
    lossWindowMs: lossWindowMs(account),
  };
}

/** Tenths of a millisecond. */
function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
