import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import { renderBirthSeed } from "../../../constructs/redis/nodes-conf";
import { writePrivateFile } from "../../../secrets/files";
import type { NodeView } from "../../redis/cluster-watch";
import { waitForShardOwner } from "../../redis/rejoin";
import { layFiles } from "../node-files";
import type { NodeFolder } from "../node-folder";
import { isRunning, startNode } from "../node-launch";
import { stopNode } from "../node-stop";
import { layFolder } from "../ownership";
import { requireFreePort } from "../ports";
import { until } from "../until";
import type { PlacedNode, RedisHome, RedisMember } from "./home";
import { hasRetiredCommands } from "./retired-commands";

/**
 * Starts nodes that are down and have their data, or were never started. Resolves when their
 * processes exist.
 *
 * @throws UnavailableError HOST_PORT_TAKEN, HOST_NODE_NOT_STARTED
 */
export async function startDown(home: RedisHome, down: readonly RedisMember[]): Promise<void> {
  if (down.length === 0) return;
  home.log(`starting ${down.map(({ node }) => node.id).join(", ")}`);
  for (const member of down) {
    await waitForHeir(home, member);
    await clearForStart(home, member);
    if (!home.isBorn(member)) giveBirthSeed(home, member);
    // A command that the log of writes may still hold must be known once more.
    if (!hasRetiredCommands(home, member)) layFiles(member.folder, member.files, home.account);
  }
  await Promise.all(down.map(({ folder }) => startNode(folder)));
}

/** Makes sure that a node's ports are free and that nothing of it runs. */
export async function clearForStart(home: RedisHome, { node, folder }: PlacedNode): Promise<void> {
  // A crash may have left the runner's server alive without its runner, or the reverse.
  await stopNode(folder, "quick");
  await requireFreePort(node.host, node.port, node.id, home.order.home);
  await requireFreePort(node.host, node.busPort, node.id, home.order.home);
}

/** Puts a `nodes.conf` in place of whatever data there is. */
export function laySeed(home: RedisHome, folder: NodeFolder, text: string): void {
  folder.create(home.account);
  layFolder(folder.data(""), home.account, () => writePrivateFile(folder.data("nodes.conf"), text));
}

function giveBirthSeed(home: RedisHome, { node, folder }: PlacedNode): void {
  // What lies there belongs to a cluster that this state knows nothing of.
  laySeed(home, folder, renderBirthSeed(home.model, node));
  const { shards, replicasPerShard } = home.model;
  // Not before: an interruption in between would leave a node that counts as emptied.
  home.remember({
    born: [...home.state.born, node.id],
    topology: { shards, replicasPerShard },
  });
}

/** A primary without persistence comes back empty and would empty its replica: that goes first. */
async function waitForHeir(home: RedisHome, { node }: PlacedNode): Promise<void> {
  const { persistence, nodeTimeoutMs, shards } = home.model;
  if (persistence.fsync !== undefined) return;
  home.watchRunning(home.members);
  const timeoutMs = 3 * nodeTimeoutMs + 10_000;
  let views: NodeView[] = [];
  // Nobody's silence means that there is no replica; where no server runs there is nobody to wait for.
  await until(timeoutMs, async () => {
    views = await home.watch.look();
    return views.every(({ problem }) => problem === undefined);
  });
  const lines = views.flatMap((view) => view.lines);
  const owner = lines.find(
    ({ host, port, slots }) => host === node.host && port === node.port && slots.length > 0,
  );
  if (owner === undefined) return;
  const isHeir = ({ flags, primaryId }: ClusterNodeLine): boolean =>
    primaryId === owner.id && !flags.some((flag) => flag === "fail" || flag === "noaddr");
  if (!lines.some(isHeir)) return;
  home.log(`node ${node.id} comes back without data: waiting until its replica is promoted`);
  await waitForShardOwner(home.watch, shards, node, timeoutMs);
}

/** Those of the nodes whose server does not run. */
export function downOf<T extends PlacedNode>(nodes: readonly T[]): T[] {
  return nodes.filter(({ folder }) => !isRunning(folder));
}
