import type { Evidence } from "../../check";
import type { WriteAttempt } from "../../workload/attempt";
import { type Gap, longestGap, type Span } from "../../workload/availability";
import type { Observation } from "../judge";

/** The writes of one client to the primary of a shard that no fault was done to. */
export interface ShardWrites {
  /** Number of the shard, from 0. */
  readonly shard: number;
  readonly key: string;
  readonly attempts: WriteAttempt[];
}

/** What the writers have seen. */
export interface UntouchedWrites {
  readonly shards: readonly ShardWrites[];
  /** Moments at which a timer of the harness went off that should do so every `BEAT_MS`. */
  readonly beats: readonly number[];
}

/** Milliseconds between two beats of the harness. */
export const BEAT_MS = 25;
const SHORTEST_INTERVAL_MS = 25;
/** All writers together begin at most 200 writes a second, however many shards there are. */
const INTERVAL_PER_SHARD_MS = 5;
/**
 * An untouched primary does little more than vote: it writes `nodes.conf` to disk before it does, in
 * the thread that serves clients, and is told the outcome in the next tick. The bound leaves room for
 * busy cores, and is what a replica waits at least before an election (`clusterHandleSlaveFailover`
 * of Redis 7.0): a shard that stops serving until then is always beyond it.
 */
const LONGEST_GAP_MS = 500;

/** Milliseconds between an answer and the next write to the same shard. */
export function writeIntervalMs(shards: number): number {
  return Math.max(SHORTEST_INTERVAL_MS, INTERVAL_PER_SHARD_MS * shards);
}

/** Milliseconds that an untouched shard may at most be without an acknowledged write. */
export function untouchedBoundMs(shards: number): number {
  return LONGEST_GAP_MS + writeIntervalMs(shards);
}

/**
 * Whether shards that no fault was done to were served throughout. Time in which the harness itself
 * did not get to run is told and not held against a shard.
 *
 * @param mayRefuse whether they are configured to refuse everything while another shard has no owner
 *   (`cluster-require-full-coverage yes`); this is then told
 * @param untilMs milliseconds that they may be without an acknowledged write for it. @default - any
 */
export function judgeUntouched(
  { beats, shards }: UntouchedWrites,
  span: Span,
  mayRefuse: boolean,
  untilMs = Infinity,
): Observation[] {
  const bound = untouchedBoundMs(shards.length);
  return shards.map(({ shard, attempts }) => {
    const refused = attempts.filter(({ outcome }) => outcome !== "acknowledged");
    const gap = gapOf(attempts, span);
    const ms = Math.round(gap.ms);
    const [first] = refused;
    if (first === undefined) {
      const own = Math.round(ownDelayMs(beats, gap));
      const holds = gap.ms - own <= bound;
      const over = holds ? "" : `, ${own} ms of them the harness's own delay, bound ${bound} ms`;
      return { holds, seen: `untouched shard ${shard} without writes for at most ${ms} ms${over}` };
    }
    const isExpected =
      mayRefuse && refused.every(({ reason }) => reason?.startsWith("CLUSTERDOWN") === true);
    const why = isExpected ? ", as full coverage asks for" : "";
    const isShort = gap.ms <= untilMs;
    const over = isExpected && !isShort ? `, for at most ${untilMs} ms` : "";
    const seen = `untouched shard ${shard} refused ${refused.length} writes within ${ms} ms${why}${over}: ${first.reason}`;
    return { holds: isExpected && isShort, seen };
  });
}

/** The figures for machines. */
export function untouchedDetails(
  { beats, shards }: UntouchedWrites,
  span: Span,
): Evidence["details"] {
  return {
    untouched: shards.map(({ shard, attempts }) => {
      const gap = gapOf(attempts, span);
      return {
        shard,
        writes: attempts.length,
        refused: attempts.filter(({ outcome }) => outcome !== "acknowledged").length,
        longestGapMs: Math.round(gap.ms),
        ownDelayMs: Math.round(ownDelayMs(beats, gap)),
      };
    }),
    untouchedBoundMs: untouchedBoundMs(shards.length),
  };
}

/** A writer goes on while the load is read back, which keeps this process busy. */
function gapOf(attempts: readonly WriteAttempt[], span: Span): Gap {
  return longestGap(
    attempts.filter(({ startedAt }) => startedAt <= span.to),
    span,
  );
}

/** Time within a gap by which beats were late. */
function ownDelayMs(beats: readonly number[], { from, to }: Gap): number {
  let delay = 0;
  for (const [index, beat] of beats.entries()) {
    const before = beats[index - 1] ?? beat;
    delay += Math.max(0, Math.min(beat, to) - Math.max(before, from) - BEAT_MS);
  }
  return delay;
}
