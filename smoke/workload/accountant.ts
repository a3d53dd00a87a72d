import { type Quantiles, quantilesOf } from "../../constructs/core/quantiles";
import type { WriteAttempt, WriteOutcome } from "./attempt";

/** A key and the value that was read there. */
export interface FoundValue {
  readonly key: string;
  readonly value: string;
}

/** A key that was read while writes were still coming. */
export interface Reading {
  readonly key: string;
  /** `null` where there was none. */
  readonly value: string | null;
  /** Milliseconds on the clock of the attempts at which the read began. */
  readonly startedAt: number;
}

/** What else is known of a history. */
export interface AccountOptions {
  /**
   * Replicas that make a write count as confirmed.
   * @default 1
   */
  readonly confirmations?: number;
  /**
   * Reads before the final one.
   * @default - none
   */
  readonly readings?: readonly Reading[];
}

/** The time from the first to the last acknowledgement that did not last. */
export interface LossWindow {
  /** Milliseconds on the clock of the attempts. */
  readonly from: number;
  /** Milliseconds on the clock of the attempts. */
  readonly to: number;
}

/** What became of every write. */
export interface WriteAccount {
  readonly acknowledged: number;
  /** Those of the acknowledged ones that enough replicas had. */
  readonly confirmed: number;
  readonly failed: number;
  readonly unknown: number;
  /** Acknowledged, and neither read nor replaced by a write that may have come after it. */
  readonly lost: readonly WriteAttempt[];
  /** Those of the lost ones that enough replicas had. */
  readonly lostConfirmed: readonly WriteAttempt[];
  /** Those of the lost ones that the primary alone had answered for. */
  readonly lostPlain: readonly WriteAttempt[];
  /**
   * How long after its acknowledgement a lost write was last seen by a read, in milliseconds; 0 for one that
   * none has seen (`lost-latencies` of jepsen.checker/set-full). `undefined` when nothing was lost.
   */
  readonly lostLatencyMs: Quantiles | undefined;
  /** Read, though not acknowledged. */
  readonly recovered: readonly WriteAttempt[];
  /** Values that were read under more than one key. */
  readonly duplicated: readonly string[];
  /** Values where nobody wrote them. */
  readonly unexpected: readonly FoundValue[];
  /** Values that a later acknowledged write of the same key had replaced. */
  readonly stale: readonly FoundValue[];
  /** `undefined` when nothing was lost. */
  readonly lossWindow: LossWindow | undefined;
}

/**
 * Compares what was acknowledged with what a final read of every key has found, in the manner of
 * Jepsen's set checker (jepsen.checker/set-full).
 *
 * @param attempts every write; a key may be written several times, a value only once
 * @param found value of every key after the last write ended, `null` where there is none
 * @throws RangeError when a value was written twice or a key was not read: nothing could be told
 */
export function accountWrites(
  attempts: readonly WriteAttempt[],
  found: ReadonlyMap<string, string | null>,
  { confirmations = 1, readings = [] }: AccountOptions = {},
): WriteAccount {
  const isConfirmed = ({ confirmedBy = 0, outcome }: WriteAttempt): boolean =>
    outcome === "acknowledged" && confirmedBy >= confirmations;
  const byValue = indexByValue(attempts);
  /** The write whose value a key holds now. */
  const last = new Map<string, WriteAttempt>();
  const unexpected: FoundValue[] = [];
  for (const [key, value] of found) {
    if (value === null) continue;
    const writer = byValue.get(value);
    if (writer?.key === key) last.set(key, writer);
    else unexpected.push({ key, value });
  }
  const lost = attempts.filter((attempt) => isLost(attempt, last.get(requireRead(attempt, found))));
  return {
    acknowledged: countOutcomes(attempts, "acknowledged"),
    confirmed: attempts.filter(isConfirmed).length,
    failed: countOutcomes(attempts, "failed"),
    unknown: countOutcomes(attempts, "unknown"),
    lost,
    lostConfirmed: lost.filter(isConfirmed),
    lostPlain: lost.filter((attempt) => !isConfirmed(attempt)),
    lostLatencyMs: quantilesOf(lostLatencies(lost, readings)),
    recovered: [...last.values()].filter(({ outcome }) => outcome !== "acknowledged"),
    duplicated: repeated(found),
    unexpected,
    stale: [...new Set(lost.map(({ key }) => key))].flatMap((key) => {
      const value = last.get(key)?.value;
      return value === undefined ? [] : [{ key, value }];
    }),
    lossWindow: lossWindowOf(lost),
  };
}

function indexByValue(attempts: readonly WriteAttempt[]): Map<string, WriteAttempt> {
  const byValue = new Map<string, WriteAttempt>();
  for (const attempt of attempts) {
    if (byValue.has(attempt.value)) throw new RangeError(`${attempt.value} was written twice`);
    byValue.set(attempt.value, attempt);
  }
  return byValue;
}

function requireRead({ key }: WriteAttempt, found: ReadonlyMap<string, unknown>): string {
  if (!found.has(key)) throw new RangeError(`${key} was not read`);
  return key;
}

/** @param last the write whose value the key holds now */
function isLost(attempt: WriteAttempt, last: WriteAttempt | undefined): boolean {
  if (attempt.outcome !== "acknowledged" || last === attempt) return false;
  return last === undefined || !mayFollow(last, attempt);
}

/** Whether a write may have taken effect after another; one without an answer may do so at any time. */
function mayFollow(later: WriteAttempt, earlier: WriteAttempt): boolean {
  return later.outcome !== "acknowledged" || later.endedAt > earlier.startedAt;
}

/** A read that began before the acknowledgement came, and saw the write, counts as one at that moment. */
function lostLatencies(lost: readonly WriteAttempt[], readings: readonly Reading[]): number[] {
  const lastSeen = new Map<string, number>();
  for (const { key, startedAt, value } of readings) {
    if (value === null) continue;
    const seen = `${key} ${value}`;
    lastSeen.set(seen, Math.max(startedAt, lastSeen.get(seen) ?? -Infinity));
  }
  return lost.map(({ endedAt, key, value }) =>
    Math.max(0, (lastSeen.get(`${key} ${value}`) ?? endedAt) - endedAt),
  );
}

function countOutcomes(attempts: readonly WriteAttempt[], outcome: WriteOutcome): number {
  return attempts.filter((attempt) => attempt.outcome === outcome).length;
}

function repeated(found: ReadonlyMap<string, string | null>): string[] {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const value of found.values()) {
    if (value === null) continue;
    if (seen.has(value)) again.add(value);
    seen.add(value);
  }
  return [...again];
}

function lossWindowOf(lost: readonly WriteAttempt[]): LossWindow | undefined {
  if (lost.length === 0) return undefined;
  const times = lost.map(({ endedAt }) => endedAt);
  return { from: Math.min(...times), to: Math.max(...times) };
}
