import type { ShardWindows } from "../exhibit";
import { type Quantiles, quantilesOf } from "../../constructs/core/quantiles";
import type { WriteAttempt } from "./attempt";
import { longestGap, type Span } from "./availability";

/** What is told of each shard. */
export interface WindowProps {
  readonly attempts: readonly WriteAttempt[];
  /** Those of the attempts that were acknowledged and did not last. */
  readonly lost: readonly WriteAttempt[];
  /** Number of the shard that a key belongs to, from 0. */
  readonly shardOf: (key: string) => number;
  /** The faults, each from before its first effect to after its last one. */
  readonly spans: readonly ShardFault[];
}

/** A time in which a fault was done to a shard. */
export interface ShardFault extends Span {
  readonly shard: number;
}

/**
 * For every shard that a fault was done to, how long it took no writes and for how long its writes did not
 * last, each over all of its faults.
 *
 * @returns in the order of the shards
 */
export function windowsByShard({ attempts, lost, shardOf, spans }: WindowProps): ShardWindows[] {
  const byShard = groupBy(attempts, ({ key }) => shardOf(key));
  const lostByShard = groupBy(lost, ({ key }) => shardOf(key));
  const spansByShard = [...groupBy(spans, ({ shard }) => shard)];
  return spansByShard
    .sort(([one], [other]) => one - other)
    .map(([shard, own]) => ({
      shard,
      unavailableMs: over(own, (span) => unavailableMs(byShard.get(shard) ?? [], span)),
      lossWindowMs: over(own, (span) => lossWindowMs(lostByShard.get(shard) ?? [], span)),
    }));
}

/** Quantiles over spans, of which there is at least one. */
function over(spans: readonly Span[], measure: (span: Span) => number): Quantiles {
  const quantiles = quantilesOf(spans.map((span) => Math.round(measure(span))));
  if (quantiles === undefined) throw new RangeError("there was no fault");
  return quantiles;
}

function unavailableMs(attempts: readonly WriteAttempt[], span: Span): number {
  return longestGap(
    attempts.filter(({ startedAt }) => startedAt <= span.to),
    span,
  ).ms;
}

function lossWindowMs(lost: readonly WriteAttempt[], { from, to }: Span): number {
  const times = lost.map(({ endedAt }) => endedAt).filter((at) => from <= at && at <= to);
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
