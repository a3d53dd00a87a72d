import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { waitForShardOwner } from "../../redis/rejoin";
import { NodeFolder } from "../node-folder";
import { isRunning } from "../node-launch";
import { stopNode } from "../node-stop";
import type { PlacedNode, RedisHome } from "./home";
import { handOverFrom } from "./succession";

/**
 * Takes a node out of the cluster: hands its slots over, stops it, makes everybody forget it, and
 * removes its folder, which holds no more than a copy of its shard.
 *
 * @param staying every node of the cluster that stays
 * @throws OperationError REDIS_HAND_OVER_FAILED, REDIS_SHARD_LOST
 */
export async function leave(
  home: RedisHome,
  leaver: PlacedNode,
  staying: readonly PlacedNode[],
): Promise<void> {
  const { node, folder } = leaver;
  const { shards, nodeTimeoutMs } = home.model;
  home.log(`node ${node.id} leaves`);
  home.watchRunning([...staying, ...home.leavers]);
  if (isRunning(folder)) await handOverFrom(home, leaver, staying);
  await waitForShardOwner(home.watch, shards, node, 3 * nodeTimeoutMs + 10_000);
  await stopNode(folder, "quick");
  const { born, incarnations } = home.state;
  home.remember({
    born: born.filter((id) => id !== node.id),
    // Its id is banned for a while; should it ever come back, then under another.
    incarnations: { ...incarnations, [node.id]: incarnations[node.id] ?? 0 },
  });
  home.watchRunning([...staying, ...home.leavers]);
  await home.forgetStrangers();
  rmSync(folder.path, { recursive: true, force: true });
}

/** Removes what an interrupted departure has left. */
export async function removeStrangers(home: RedisHome): Promise<void> {
  const known = new Set([...home.members.map(({ node }) => node.id), ...home.state.born]);
  const entries = readdirSync(home.order.home, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    if (!/^\d+-\d+$/.test(name) || known.has(name)) continue;
    const folder = new NodeFolder(join(home.order.home, name));
    await stopNode(folder, "quick");
    rmSync(folder.path, { recursive: true, force: true });
  }
}
