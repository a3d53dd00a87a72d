import type { NodeView } from "../../../operate/redis/cluster-watch";
import { type LiveNode, type LiveShard, ownerOf } from "./live-shards";

/**
 * Why not every node sees a replica as the owner of its shard by now. One that claims its primary's slots without a new
 * epoch was not elected, and loses them again.
 */
export function takeoverProblem(
  { configEpoch, firstSlot }: LiveShard,
  { clusterId, id }: LiveNode,
  views: readonly NodeView[],
): string | undefined {
  for (const { node, lines, problem } of views) {
    if (problem !== undefined) return `node ${node.id} does not answer: ${problem}`;
    const owner = ownerOf(lines, firstSlot);
    if (owner?.id !== clusterId) {
      return `node ${node.id} does not see ${id} as owner of slot ${firstSlot}`;
    }
    if (owner.configEpoch <= configEpoch) {
      return `node ${node.id} sees ${id} as owner without an election: config epoch ${owner.configEpoch}`;
    }
  }
  return undefined;
}
