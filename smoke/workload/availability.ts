import type { WriteAttempt } from "./attempt";

/** A time of observation, in milliseconds on the clock of the attempts. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch of a span without any acknowledged write. */
export interface Gap extends Span {
  /** Its length in milliseconds. */
  readonly ms: number;
}

/**
 * The longest time in which no write was acknowledged. The ends of the span count as well: a shard
 * that never comes back is without writes until the observation ends. A write that is acknowledged
 * only after the span shows how much longer its gap was.
 *
 * @param attempts none of them begun after the span
 */
export function longestGap(attempts: readonly WriteAttempt[], span: Span): Gap {
  const times = attempts
    .filter(({ outcome, endedAt }) => outcome === "acknowledged" && span.from < endedAt)
    .map(({ endedAt }) => endedAt)
    .sort((one, other) => one - other);
  const last = times.at(-1);
  const ends = last === undefined || last < span.to ? [...times, span.to] : times;
  let longest: Gap = { from: span.from, to: span.from, ms: 0 };
  let from = span.from;
  for (const to of ends) {
    if (to - from > longest.ms) longest = { from, to, ms: to - from };
    from = to;
  }
  return longest;
}

/**
 * The longest gap of each shard.
 *
 * @param shardOf number of the shard that a key belongs to, from 0
 * @param shards number of shards; one without any attempt has a gap as long as the span
 */
export function gapsByShard(
  attempts: readonly WriteAttempt[],
  shardOf: (key: string) => number,
  shards: number,
  span: Span,
): Gap[] {
  return Array.from({ length: shards }, (_, shard) =>
    longestGap(
      attempts.filter(({ key }) => shardOf(key) === shard),
      span,
    ),
  );
}
