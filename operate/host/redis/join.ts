import { renderEmptySeed } from "../../../constructs/redis/nodes-conf";
import { rejoin, waitForShardOwner } from "../../redis/rejoin";
import { layFiles } from "../node-files";
import { startNode } from "../node-launch";
import type { PlacedNode, RedisHome, RedisMember } from "./home";
import { clearForStart, laySeed } from "./start";

/**
 * Makes a node without data a replica of its shard: a new one, or one that lost its folder. It gets
 * an id that was never used before, owns nothing and knows nobody; its shard's primary meets it.
 *
 * @param present every node of the cluster but this one
 * @throws UnavailableError HOST_PORT_TAKEN, HOST_NODE_NOT_STARTED
 * @throws OperationError REDIS_SHARD_LOST, REDIS_NODE_NOT_JOINED
 */
export async function joinAsReplica(
  home: RedisHome,
  member: RedisMember,
  present: readonly PlacedNode[],
): Promise<void> {
  const { node, folder } = member;
  const { nodeTimeoutMs, shards } = home.model;
  const timeoutMs = 3 * nodeTimeoutMs + 10_000;
  home.watchRunning(present);
  const owner = await waitForShardOwner(home.watch, shards, node, timeoutMs);
  const { born, incarnations } = home.state;
  const incarnation = (incarnations[node.id] ?? (home.isBorn(member) ? 0 : -1)) + 1;
  // Until it has joined it counts as new: an interruption must not leave it alone with its id.
  home.remember({
    born: born.filter((id) => id !== node.id),
    incarnations: { ...incarnations, [node.id]: incarnation },
  });
  await clearForStart(home, member);
  const id = home.clusterIdOf(node.id);
  laySeed(home, folder, renderEmptySeed(node, id));
  layFiles(folder, member.files, home.account);
  await startNode(folder);
  home.watchRunning([...present, member]);
  await rejoin(home.watch, node, id, owner, timeoutMs);
  home.remember({ born: [...home.state.born, node.id] });
  await home.forgetStrangers();
  home.log(`node ${node.id} has joined as a replica`);
}
