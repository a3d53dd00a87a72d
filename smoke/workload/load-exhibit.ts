import type { LoadExhibit, LoadPoint } from "../exhibit";
import type { WriteAttempt } from "./attempt";
import type { Span } from "./availability";

/** A stretch in which something was done to what was deployed, on the clock of the attempts. */
export interface FaultSpan extends Span {
  readonly what: string;
}

/** What a picture of a load shows of each request. */
export type LoadAttempt = Pick<WriteAttempt, "startedAt" | "endedAt" | "outcome"> & {
  /** Whether it is a read that found nothing. @default false */
  readonly isMiss?: boolean;
};

/** A load has about this many points, and never finer ones than `MIN_STEP_MS`. */
const POINTS = 120;
const MIN_STEP_MS = 50;

/**
 * A load as a picture over time.
 *
 * @param faultAt the moment from which the picture counts, on the clock of the attempts
 * @param subject what the requests have in common, if they are not writes to any node
 */
export function loadExhibit(
  attempts: readonly LoadAttempt[],
  faultAt: number,
  faults: readonly FaultSpan[],
  subject?: string,
): LoadExhibit {
  const begins = attempts.map(({ startedAt }) => startedAt - faultAt);
  const first = begins.reduce((least, at) => Math.min(least, at), 0);
  const last = begins.reduce((most, at) => Math.max(most, at), 0);
  const stepMs = Math.max(MIN_STEP_MS, Math.ceil((last - first) / POINTS));
  const steps = new Map<number, LoadAttempt[]>();
  attempts.forEach((attempt, index) => {
    const step = Math.floor((begins[index] ?? 0) / stepMs);
    const others = steps.get(step);
    if (others === undefined) steps.set(step, [attempt]);
    else others.push(attempt);
  });
  return {
    kind: "load",
    ...(subject === undefined ? {} : { subject }),
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

function pointOf(atMs: number, within: readonly LoadAttempt[]): LoadPoint {
  const count = (outcome: LoadAttempt["outcome"]): number =>
    within.filter((attempt) => attempt.outcome === outcome).length;
  const latencies = within
    .filter(({ outcome }) => outcome === "acknowledged")
    .map(({ startedAt, endedAt }) => endedAt - startedAt)
    .sort((one, other) => one - other);
  const misses = within.filter(({ isMiss }) => isMiss === true).length;
  const p50 = latencies[Math.ceil(latencies.length / 2) - 1];
  const max = latencies.at(-1);
  return {
    atMs,
    acknowledged: count("acknowledged"),
    failed: count("failed"),
    unknown: count("unknown"),
    ...(misses === 0 ? {} : { misses }),
    ...(p50 === undefined || max === undefined ? {} : { p50Ms: round(p50), maxMs: round(max) }),
  };
}

/** Tenths of a millisecond. */
function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
