import type { Figure } from "../../../figure";
import type { WriteAttempt } from "../../../workload/attempt";
import { judgeFigure, type Observation } from "../../judge";
import type { LoadResult } from "../accounted-load";
import { impossibleValues, writesText } from "../fault-report";
import type { FaultSpan } from "../load-exhibits";
import type { LaggingRun } from "./lagging-run";
import { CONFIRMED_DERIVATION } from "./loop-report";

/** The longest time of which a primary may lose writes when its replicas fall behind. */
export interface LossBound {
  readonly ms: number;
  /** What it follows from. */
  readonly derivation: string;
}

/** What became of the writes to a primary whose replicas were behind. */
export function judgeLaggingWrites(
  { alone, frozen, load, restart, shard }: LaggingRun,
  result: LoadResult,
  lossBound: LossBound | undefined,
): Observation[] {
  const { lost, lostConfirmed, lostPlain } = result.account;
  const own = lost.filter(({ key }) => load.shardOf(key) === shard.number);
  const early = own.filter(({ endedAt }) => endedAt < frozen.from).length;
  const frozenMs = Math.round(frozen.to - frozen.from);
  const windowBound =
    lossBound !== undefined && lossBound.ms < frozenMs
      ? lossBound
      : { ms: frozenMs, derivation: "so long were the replicas frozen before the crash" };
  const refused = result.attempts.filter(({ outcome }) => outcome === "failed");
  const figures: Figure[] = [
    { what: "primary alone", unit: "ms", measured: Math.round(alone.to - alone.from) },
    {
      what: "confirmed writes lost",
      unit: "count",
      measured: lostConfirmed.length,
      atMost: 0,
      derivation: CONFIRMED_DERIVATION,
    },
    {
      what: "plain writes lost",
      unit: "count",
      measured: lostPlain.length,
      atLeast: 1,
      derivation:
        "what a primary acknowledges while more than a mebibyte waits for its replicas is nowhere else",
    },
    {
      what: "loss window",
      unit: "ms",
      measured: windowMs(lost, frozen.to),
      atMost: windowBound.ms,
      derivation: windowBound.derivation,
    },
    {
      what: "writes lost from before the freeze",
      unit: "count",
      measured: early,
      atMost: 0,
      derivation: "a primary sends a write to its replicas before it goes on to the next event",
    },
    {
      what: "writes to other shards lost",
      unit: "count",
      measured: lost.length - own.length,
      atMost: 0,
      derivation: "nothing was done to them",
    },
    {
      what: "shard without writes",
      unit: "ms",
      measured: Math.round(result.gaps[shard.number]?.ms ?? 0),
    },
    { what: "writes refused", unit: "count", measured: refused.length },
    ...(restart === undefined
      ? []
      : [
          {
            what: "writes refused while a replica restarts",
            unit: "count" as const,
            measured: refused.filter(
              ({ startedAt }) => restart.from <= startedAt && startedAt <= restart.to,
            ).length,
          },
        ]),
  ];
  return [
    { holds: true, seen: writesText(result) },
    ...figures.map(judgeFigure),
    ...impossibleValues(result),
  ];
}

/** A primary acknowledged before it was gone, however late the harness heard of it. */
function windowMs(lost: readonly WriteAttempt[], goneAt: number): number {
  if (lost.length === 0) return 0;
  const times = lost.map(({ endedAt }) => Math.min(endedAt, goneAt));
  return Math.round(Math.max(...times) - Math.min(...times));
}

/** What was done to the shard, for a picture of the load. */
export function laggingFaults({
  crashedAt,
  frozen,
  phases,
  restart,
  shard,
}: LaggingRun): FaultSpan[] {
  const { id } = shard.primary;
  const back = crashedAt + (phases.writable ?? phases.agreed ?? 0);
  return [
    { what: `replicas of node ${id} frozen`, ...frozen },
    { what: `node ${id} down`, from: crashedAt, to: back },
    ...(restart === undefined ? [] : [{ what: `node ${id} restarts as a replica`, ...restart }]),
  ];
}
