import type { Evidence } from "../../check";
import type { WriteAttempt } from "../../workload/attempt";
import { longestGap, type Span } from "../../workload/availability";
import type { Observation } from "../judge";

/** The writes of one client to the primary of a shard that no fault was done to. */
export interface ShardWrites {
  /** Number of the shard, from 0. */
  readonly shard: number;
  readonly key: string;
  readonly attempts: WriteAttempt[];
}

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
 * Whether shards that no fault was done to were served throughout.
 *
 * @param mayRefuse whether they are configured to refuse everything while another shard has no owner
 *   (`cluster-require-full-coverage yes`); this is then told and not judged
 */
export function judgeUntouched(
  all: readonly ShardWrites[],
  span: Span,
  mayRefuse: boolean,
): Observation[] {
  const bound = untouchedBoundMs(all.length);
  return all.map(({ shard, attempts }) => {
    const refused = attempts.filter(({ outcome }) => outcome !== "acknowledged");
    const gap = gapMs(attempts, span);
    const [first] = refused;
    if (first === undefined) {
      const over = gap <= bound ? "" : `, bound ${bound} ms`;
      const seen = `untouched shard ${shard} without writes for at most ${gap} ms${over}`;
      return { holds: gap <= bound, seen };
    }
    const isExpected =
      mayRefuse && refused.every(({ reason }) => reason?.startsWith("CLUSTERDOWN") === true);
    const why = isExpected ? ", as full coverage asks for" : "";
    const seen = `untouched shard ${shard} refused ${refused.length} writes within ${gap} ms${why}: ${first.reason}`;
    return { holds: isExpected, seen };
  });
}

/** The figures for machines. */
export function untouchedDetails(all: readonly ShardWrites[], span: Span): Evidence["details"] {
  return {
    untouched: all.map(({ shard, attempts }) => ({
      shard,
      writes: attempts.length,
      refused: attempts.filter(({ outcome }) => outcome !== "acknowledged").length,
      longestGapMs: gapMs(attempts, span),
    })),
    untouchedBoundMs: untouchedBoundMs(all.length),
  };
}

/** A writer goes on while the load is read back, which keeps this process busy. */
function gapMs(attempts: readonly WriteAttempt[], span: Span): number {
  const observed = attempts.filter(({ startedAt }) => startedAt <= span.to);
  return Math.round(longestGap(observed, span).ms);
}
