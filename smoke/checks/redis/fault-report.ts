import type { Figure } from "../../figure";
import type { WriteAccount } from "../../workload/accountant";
import type { Gap } from "../../workload/availability";
import type { LoadResult } from "./accounted-load";
import type { Observation } from "../judge";

/** Milliseconds without a write to a shard that is handed over, above which a check fails. */
export const HAND_OVER_GAP_LIMIT_MS = 1000;
/** What 95 of 100 hand-overs must stay below; told beside the measured gap. */
export const HAND_OVER_GAP_TARGET_MS = 100;

/** The longest time without a write to a shard that is handed over, beside what it may be. */
export function handOverGap(what: string, gap: Gap | undefined): Figure {
  return {
    ...{ what, unit: "ms", atMost: HAND_OVER_GAP_LIMIT_MS },
    measured: gap === undefined ? undefined : Math.round(gap.ms),
    derivation: `the kit's limit of a hand-over for clients; its target is ${HAND_OVER_GAP_TARGET_MS} ms in 95 of 100`,
  };
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
  const { acknowledged, confirmed, failed, lost, recovered, unknown } = account;
  const by = confirmed === 0 ? "" : ` (${confirmed} confirmed by replicas)`;
  const counts = `${acknowledged} writes acknowledged${by}, ${failed} failed, ${unknown} unknown`;
  return `${counts}, ${recovered.length} recovered, ${lost.length} lost`;
}

/** How long each shard took no writes, for people. */
export function gapsText({ gaps }: LoadResult, shardUnderTest: number): string {
  const others = gaps.filter((_, shard) => shard !== shardUnderTest).map(({ ms }) => ms);
  const own = Math.round(gaps[shardUnderTest]?.ms ?? NaN);
  const longest = Math.round(Math.max(0, ...others));
  return `shard without writes for ${own} ms, others for at most ${longest} ms`;
}

/** Milliseconds from the first to the last acknowledgement that did not last; 0 when nothing was lost. */
export function lossWindowMs({ lossWindow }: WriteAccount): number {
  return lossWindow === undefined ? 0 : Math.round(lossWindow.to - lossWindow.from);
}

/** The account for machines; values are random and no secret. */
export function loadDetails(
  { account, gaps }: LoadResult,
  faultAt: number,
): Record<string, unknown> {
  const sinceFault = (moment: number): number => Math.round(moment - faultAt);
  return {
    writes: {
      acknowledged: account.acknowledged,
      confirmed: account.confirmed,
      failed: account.failed,
      unknown: account.unknown,
      recovered: account.recovered.length,
      lost: account.lost.map(({ key, endedAt }) => ({ key, acknowledgedMs: sinceFault(endedAt) })),
      lostConfirmed: account.lostConfirmed.length,
      duplicated: account.duplicated,
      unexpected: account.unexpected,
      stale: account.stale,
    },
    lossWindowMs: lossWindowMs(account),
    lostLatencyMs: account.lostLatencyMs,
    longestGapMs: gaps.map(({ ms }) => Math.round(ms)),
  };
}
