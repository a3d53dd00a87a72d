import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import type { ClusterWatch } from "../../../operate/redis/cluster-watch";
import { type CheckContext, CheckSkip } from "../../check";
import { AccountedLoad } from "./accounted-load";
import { demand, type Judgement } from "../judge";
import { faultNodes, liveShards, type LiveShard, shardOfSlot } from "./live-shards";
import { chooseQuietShard } from "./quiet-shard";
import { UntouchedShards } from "./untouched-shards";
import { lookUntil, openWatch, wholeProblem } from "./whole-cluster";

/** A whole cluster under write load, and the shard whose roles are about to change. */
export interface FailoverStage {
  readonly watch: ClusterWatch;
  /** Owners and followers before anything was done, as one node sees them. */
  readonly lines: readonly ClusterNodeLine[];
  readonly shard: LiveShard;
  readonly load: AccountedLoad;
  /** The other shards, each written to at its primary alone. */
  readonly untouched: UntouchedShards;
}

/** A whole cluster with its roles as they are now. */
export interface WholeCluster {
  readonly watch: ClusterWatch;
  /** Owners and followers as one node sees them. */
  readonly lines: readonly ClusterNodeLine[];
  readonly shards: readonly LiveShard[];
  readonly shardOfSlot: (slot: number) => number;
}

/**
 * Waits until the cluster is whole.
 *
 * @throws CheckFailure when it is not
 * @throws CheckSkip when its shards have no replica
 */
export async function findWholeCluster(
  context: CheckContext<RedisManifest>,
  judgement: Judgement,
): Promise<WholeCluster> {
  const { nodeTimeoutMs, topology } = context.deployed.manifest;
  if (topology.replicasPerShard === 0) {
    throw new CheckSkip("shards have no replica: nothing can take over");
  }
  const nodes = faultNodes(context);
  const watch = openWatch(context, nodes);
  // What ran before may have changed roles; gossip tells everybody within a node timeout.
  const views = await lookUntil(context, watch, judgement, {
    withinMs: 2 * nodeTimeoutMs,
    problem: (seen) => wholeProblem(context, seen),
  });
  const lines = views[0]?.lines ?? [];
  return { watch, lines, shards: liveShards(lines, nodes), shardOfSlot: shardOfSlot(lines) };
}

/**
 * Waits until the cluster is whole, chooses a shard by the seed, and starts the load.
 *
 * @param maxMs milliseconds after which the load ends by itself
 * @throws CheckFailure when the cluster is not fit for a failover
 * @throws CheckSkip when its shards have no replica
 */
export async function setStage(
  context: CheckContext<RedisManifest>,
  judgement: Judgement,
  maxMs: number,
): Promise<FailoverStage> {
  const { watch, lines, shards, shardOfSlot: ofSlot } = await findWholeCluster(context, judgement);
  const shard = await demand(judgement, () => chooseQuietShard(context, shards, judgement));
  const others = shards.filter(({ number }) => number !== shard.number);
  const untouched = await demand(judgement, () => UntouchedShards.start(context, others, ofSlot));
  const load = await AccountedLoad.start(
    context,
    { shardOfSlot: ofSlot, shardUnderTest: shard.number, shards: shards.length, maxMs },
    judgement,
  );
  return { watch, lines, shard, load, untouched };
}
