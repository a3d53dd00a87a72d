import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterWatch } from "../../../operate/redis/cluster-watch";
import { MANUAL_FAILOVER_MS } from "../../../operate/redis/hand-over";
import type { CheckContext } from "../../check";
import type { Judgement } from "../judge";
import { FailoverRequest } from "./failover-request";
import type { LiveNode, LiveShard } from "./live-shards";
import { takeoverProblem } from "./takeover-problem";
import { lookUntil } from "./whole-cluster";

/**
 * Has a replica take its shard over in order, and waits until all nodes agree that it did.
 *
 * @throws CheckFailure when it may not, or does not in time
 */
export async function handOver(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  judgement: Judgement,
  shard: LiveShard,
  replica: LiveNode,
): Promise<void> {
  context.progress(`asking node ${replica.id} to take over from ${shard.primary.id}`);
  context.signal.throwIfAborted();
  await FailoverRequest.prepare(context, watch, shard, replica).send(judgement);
  await lookUntil(context, watch, judgement, {
    withinMs: MANUAL_FAILOVER_MS + context.deployed.manifest.nodeTimeoutMs,
    problem: (views) => takeoverProblem(shard, replica, views),
  });
}
