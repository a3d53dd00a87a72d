import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { wholePause } from "../../../whole-pause";
import type { Judgement } from "../../judge";
import type { WholeCluster } from "../failover-stage";
import { handOver } from "../hand-over";
import { leaveWhole } from "../leave-whole";
import type { LiveNode, LiveShard } from "../live-shards";
import { lookUntil, wholeProblem } from "../whole-cluster";

/** Milliseconds of requests before the failover and after it. */
const AROUND_MS = 2000;
const RELINK_MS = 60_000;

/** A shard that is about to change hands. */
export interface HandOver {
  readonly shard: LiveShard;
  /** Who takes it over. */
  readonly replica: LiveNode;
}

/** A shard and a replica of it, chosen by the seed. */
export function chooseHandOver(
  { seed }: Pick<CheckContext, "seed">,
  { shards }: Pick<WholeCluster, "shards">,
): HandOver {
  const random = new SeededRandom(seed);
  const shard = random.pick(shards);
  return { shard, replica: random.pick(shard.replicas) };
}

/**
 * Has a shard change hands in the middle of what goes on, and waits until the cluster is whole again.
 *
 * @param begun waits, just before, until what has to be under way is. @default - nothing is waited for
 * @throws CheckFailure when no replica takes over in time
 */
export async function handOverMeanwhile(
  context: CheckContext<RedisManifest>,
  { watch }: Pick<WholeCluster, "watch">,
  { shard, replica }: HandOver,
  judgement: Judgement,
  begun?: () => Promise<void>,
): Promise<void> {
  leaveWhole(context, watch);
  await wholePause(AROUND_MS, context.signal);
  await begun?.();
  await handOver(context, watch, judgement, shard, replica);
  await lookUntil(context, watch, judgement, {
    withinMs: RELINK_MS,
    problem: (views) => wholeProblem(context, views),
  });
  await wholePause(AROUND_MS, context.signal);
}
