import { setTimeout as sleep } from "node:timers/promises";
import { OperationError } from "../../../constructs/core/errors";
import { handOver, selfOf } from "../../redis/hand-over";
import { quietInMs } from "../../redis/shard-owners";
import type { PlacedNode, RedisHome } from "./home";

/**
 * Hands the slots of a node to one of its replicas; does nothing for a node that owns none. Waits
 * before that until the shard's last election is 4 × node timeout ago.
 *
 * @throws OperationError REDIS_HAND_OVER_FAILED
 */
export async function handOverFrom(
  home: RedisHome,
  placed: PlacedNode,
  heirs: readonly PlacedNode[],
): Promise<void> {
  const primary = home.addressOf(placed);
  const self = selfOf(await home.watch.look(), primary.id);
  if (self === undefined || self.slots.length === 0) return;
  const { nodeTimeoutMs, replicasPerShard } = home.model;
  const waitMs = quietInMs(home.state.owners, self.id, nodeTimeoutMs, Date.now());
  if (waitMs > 0) {
    const seconds = (waitMs / 1000).toFixed(1);
    home.log(`waiting ${seconds} s: the last election of shard ${placed.node.shard} is recent`);
    await sleep(waitMs);
  }
  const addresses = heirs.map((heir) => home.addressOf(heir));
  const heir = await handOver(home.watch, primary, addresses, nodeTimeoutMs);
  if (heir !== undefined) {
    home.log(`node ${heir.id} has taken over from ${primary.id}`);
    return;
  }
  if (replicasPerShard === 0 && !home.leavers.includes(placed)) return;
  throw new OperationError("REDIS_HAND_OVER_FAILED", {
    problem: `node ${primary.id} owns slots, and no node that stays is its linked replica`,
    fix: "look at the logs of the shard's nodes, then deploy again; the next run goes on from here",
  });
}
