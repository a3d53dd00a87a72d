import type { AccountedLoad, LoadResult } from "./accounted-load";
import { gapsText, impossibleValues, writesText } from "./fault-report";
import type { Observation } from "../judge";

/**
 * Replication is asynchronous: what a crashed primary alone knew may be lost, and is told. No write to
 * another shard may be.
 *
 * @param hit numbers of the shards whose primaries failed, the one to tell of first
 * @param crashedAt moment of the crash on the clock of the attempts
 */
export function judgeCrashWrites(
  load: Pick<AccountedLoad, "shardOf">,
  result: LoadResult,
  hit: readonly [number, ...number[]],
  crashedAt: number,
): Observation[] {
  const { lost, lossWindow } = result.account;
  const elsewhere = lost.filter(({ key }) => !hit.includes(load.shardOf(key))).length;
  const sinceMs = lossWindow === undefined ? 0 : Math.round(crashedAt - lossWindow.from);
  const window = lossWindow === undefined ? "" : ` (the first acknowledged ${sinceMs} ms before)`;
  return [
    { holds: true, seen: `${writesText(result)}${window}; ${gapsText(result, hit[0])}` },
    { holds: elsewhere === 0, seen: `${elsewhere} acknowledged writes to other shards lost` },
    ...impossibleValues(result),
  ];
}
