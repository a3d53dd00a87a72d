import type { LoadExhibit, ShardWindows, WritesExhibit } from "../../exhibit";
import { type FaultSpan, loadExhibit } from "../../workload/load-exhibit";
import type { LoadResult } from "./accounted-load";
import { lossWindowMs } from "./fault-report";

export type { FaultSpan };

/**
 * A write load as a picture over time, and the account of its writes.
 *
 * @param faultAt the moment from which the picture counts, on the clock of the attempts
 * @param shards what each shard went through, where there were several faults
 */
export function loadExhibits(
  result: LoadResult,
  faultAt: number,
  faults: readonly FaultSpan[],
  shards?: readonly ShardWindows[],
): [LoadExhibit, WritesExhibit] {
  return [loadExhibit(result.attempts, faultAt, faults), writesExhibit(result, shards)];
}

function writesExhibit(
  { account, attempts }: LoadResult,
  shards: readonly ShardWindows[] | undefined,
): WritesExhibit {
  const { confirmed, lostConfirmed, lostLatencyMs } = account;
  const wasAsked = attempts.some(({ confirmedBy }) => confirmedBy !== undefined);
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
    // Over several faults, from the first to the last loss would be no window.
    lossWindowMs:
      shards === undefined
        ? lossWindowMs(account)
        : Math.max(0, ...shards.map((shard) => shard.lossWindowMs.max)),
    ...(wasAsked ? { confirmed, lostConfirmed: lostConfirmed.length } : {}),
    ...(lostLatencyMs === undefined ? {} : { lostLatencyMs }),
    ...(shards === undefined ? {} : { shards }),
  };
}
