import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterWatch, NodeView } from "../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../check";
import type { Judgement } from "../judge";
import type { LiveShard } from "./live-shards";
import { awaitRejoined, demotionProblem } from "./restart";

/**
 * Starts the crashed primary of a shard, and waits until the cluster is whole with it as a linked replica of
 * what took its place.
 *
 * @returns the last views
 * @throws CheckFailure when it does not come back so
 */
export async function rejoin(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  shard: LiveShard,
  judgement: Judgement,
): Promise<readonly NodeView[]> {
  const { id, ref } = shard.primary;
  context.progress(`starting node ${id} again`);
  await context.driver.start(ref);
  return awaitRejoined(context, watch, judgement, shard.primary, demotionProblem([shard]));
}
