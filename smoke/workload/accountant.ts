import type { WriteAttempt, WriteOutcome } from "./attempt";

/** A key and the value that was read there. */
export interface FoundValue {
  readonly key: string;
  readonly value: string;
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
  readonly failed: number;
  readonly unknown: number;
  /** Acknowledged, and neither read nor replaced by a write that may have come after it. */
  readonly lost: readonly WriteAttempt[];
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
): WriteAccount {
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
    failed: countOutcomes(attempts, "failed"),
    unknown: countOutcomes(attempts, "unknown"),
    lost,
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
