import { selfOf } from "../../redis/hand-over";
import { digestOf, layFiles, startedDigest } from "../node-files";
import { startNode } from "../node-launch";
import { stopNode } from "../node-stop";
import { requireFreePort } from "../ports";
import type { RedisHome, RedisMember } from "./home";
import { retireCommandsOf } from "./retired-commands";
import { handOverFrom } from "./succession";

/**
 * Restarts the nodes whose files changed since they were started, one at a time, and waits after
 * each until the cluster is whole. Replicas go first; a primary hands over before it is stopped.
 *
 * @throws UnavailableError HOST_PORT_TAKEN, HOST_NODE_NOT_STARTED
 * @throws OperationError REDIS_AOF_REWRITE_FAILED, REDIS_HAND_OVER_FAILED, REDIS_NODE_DIED,
 * REDIS_CLUSTER_NOT_WHOLE
 */
export async function restartChanged(home: RedisHome): Promise<void> {
  const changed = home.members.filter(
    ({ folder, files }) => startedDigest(folder) !== digestOf(files),
  );
  if (changed.length === 0) return;
  await retireCommandsOf(home);
  const views = await home.watch.look();
  const isPrimary = ({ node }: RedisMember): boolean =>
    selfOf(views, node.id)?.flags.includes("master") === true;
  // By the time a primary hands over, the replica has its new configuration.
  const ordered = [...changed.filter((member) => !isPrimary(member)), ...changed.filter(isPrimary)];
  for (const member of ordered) {
    const { node, folder } = member;
    home.log(`restarting ${node.id}: its configuration changed`);
    const others = home.members.filter((other) => other !== member);
    if (home.addressOf(member).port !== node.port) {
      await requireFreePort(node.host, node.port, node.id, home.order.home);
      await requireFreePort(node.host, node.busPort, node.id, home.order.home);
    }
    await handOverFrom(home, member, others);
    await stopNode(folder, "quick");
    layFiles(folder, member.files, home.account);
    await startNode(folder);
    await home.waitWhole(home.members);
  }
}
