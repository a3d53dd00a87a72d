import { longestGap } from "../../../workload/availability";
import { judgeFigure, type Observation } from "../../judge";
import type { LoadResult } from "../accounted-load";
import type { FailoverStage } from "../failover-stage";
import { gapsText, impossibleValues, writesText } from "../fault-report";

/** Writes that waited are answered one after another, on busy cores. */
const OBSERVATION_MS = 500;

/** How the writes to a shard fared whose primary did not answer for less than the node timeout. */
export function judgeShortHold(
  { load, shard }: FailoverStage,
  { attempts }: LoadResult,
  { frozenAt, thawedAt }: { readonly frozenAt: number; readonly thawedAt: number },
  untilMoment: number,
): Observation[] {
  const own = attempts.filter(
    ({ key, startedAt }) => load.shardOf(key) === shard.number && startedAt < untilMoment,
  );
  const gap = longestGap(own, { from: frozenAt, to: untilMoment });
  const refused = own.filter(({ outcome }) => outcome === "failed").length;
  return [
    judgeFigure({
      what: "shard without writes at the short one",
      unit: "ms",
      measured: Math.round(gap.ms),
      atMost: Math.round(thawedAt - frozenAt) + OBSERVATION_MS,
      derivation: "writes wait for as long as the node does not answer",
    }),
    { holds: refused === 0, seen: `${refused} writes refused at the short one` },
  ];
}

/**
 * What a primary that was replaced may lose, and what it may not.
 *
 * @param frozenAt when it stopped to answer
 * @param steppedDownAt when it was a replica
 */
export function judgeBusyWrites(
  { load, shard }: FailoverStage,
  result: LoadResult,
  frozenAt: number,
  steppedDownAt: number,
): Observation[] {
  const { lost, lossWindow } = result.account;
  const elsewhere = lost.filter(({ key }) => load.shardOf(key) !== shard.number).length;
  const later = lost.filter(({ startedAt }) => startedAt > steppedDownAt).length;
  const sinceMs = lossWindow === undefined ? 0 : Math.round(frozenAt - lossWindow.from);
  const window = lossWindow === undefined ? "" : ` (the first acknowledged ${sinceMs} ms before)`;
  return [
    { holds: true, seen: `${writesText(result)}${window}; ${gapsText(result, shard.number)}` },
    { holds: elsewhere === 0, seen: `${elsewhere} acknowledged writes to other shards lost` },
    { holds: later === 0, seen: `${later} lost that began after it had stepped down` },
    ...impossibleValues(result),
  ];
}
