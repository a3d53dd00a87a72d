import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { ClusterWatch, NodeView } from "../../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../../check";
import type { Judgement } from "../../judge";
import { type LiveShard, ownerOf } from "../live-shards";
import { awaitRejoined } from "../restart";

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
  { firstSlot, primary }: LiveShard,
  judgement: Judgement,
): Promise<readonly NodeView[]> {
  context.progress(`starting node ${primary.id} again`);
  await context.driver.start(primary.ref);
  return awaitRejoined(context, watch, judgement, primary, (views) => {
    const lines = views[0]?.lines ?? [];
    const follows = lines.find(({ id }) => id === primary.clusterId)?.primaryId;
    if (follows !== undefined && follows === ownerOf(lines, firstSlot)?.id) return undefined;
    return `node ${primary.id} does not follow the primary that took its place`;
  });
}
