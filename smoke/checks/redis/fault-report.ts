import { CheckFailure, type Evidence } from "../../check";
import type { LoadResult } from "./accounted-load";
import type { Judgement, Observation } from "../judge";

/** Milliseconds without a write to a shard that is handed over, above which a check fails. */
export const HAND_OVER_GAP_LIMIT_MS = 1000;
/** What 95 of 100 hand-overs must stay below; told beside the measured gap. */
export const HAND_OVER_GAP_TARGET_MS = 100;

/**
 * The evidence of a check: everything that was seen, or on a failure only what does not hold.
 *
 * @throws CheckFailure
 */
export function conclude(
  { expected, hint }: Judgement,
  observations: readonly Observation[],
  details: Evidence["details"] = {},
): Evidence {
  const failures = observations.filter(({ holds }) => !holds);
  const shown = failures.length === 0 ? observations : failures;
  const measured = shown.map(({ seen }) => seen).join("; ");
  const evidence = { expected, measured, details };
  if (failures.length === 0) return evidence;
  throw new CheckFailure(evidence, hint);
}

/** What no failover may do, planned or not: values that nobody wrote, twice, or long replaced. */
export function impossibleValues({ account }: LoadResult): Observation[] {
  const { duplicated, stale, unexpected } = account;
  const named = { unexpected, duplicated, stale };
  return Object.entries(named)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => ({ holds: false, seen: `${values.length} ${name} values` }));
}

/** How many writes ended how, for people. */
export function writesText({ account }: LoadResult): string {
  const { acknowledged, failed, lost, recovered, unknown } = account;
  const counts = `${acknowledged} writes acknowledged, ${failed} failed, ${unknown} unknown`;
  return `${counts}, ${recovered.length} recovered, ${lost.length} lost`;
}

/** How long each shard took no writes, for people. */
export function gapsText({ gaps }: LoadResult, shardUnderTest: number): string {
  const others = gaps.filter((_, shard) => shard !== shardUnderTest).map(({ ms }) => ms);
  const own = Math.round(gaps[shardUnderTest]?.ms ?? NaN);
  const longest = Math.round(Math.max(0, ...others));
  return `shard without writes for ${own} ms, others for at most ${longest} ms`;
}

/** The account for machines; values are random and no secret. */
export function loadDetails(
  { account, gaps }: LoadResult,
  faultAt: number,
): Record<string, unknown> {
  const { lossWindow } = account;
  const sinceFault = (moment: number): number => Math.round(moment - faultAt);
  return {
    writes: {
      acknowledged: account.acknowledged,
      failed: account.failed,
      unknown: account.unknown,
      recovered: account.recovered.length,
      lost: account.lost.map(({ key, endedAt }) => ({ key, acknowledgedMs: sinceFault(endedAt) })),
      duplicated: account.duplicated,
      unexpected: account.unexpected,
      stale: account.stale,
    },
    lossWindowMs: lossWindow === undefined ? 0 : Math.round(lossWindow.to - lossWindow.from),
    longestGapMs: gaps.map(({ ms }) => Math.round(ms)),
  };
}
