import type { RedisClusterModel } from "./model";
import { bornSlots, type RedisNode } from "./topology";

/**
 * The `nodes.conf` a node is created with: it knows every other node, so the servers find each
 * other without a single command. To be used once, at the cluster's first creation only: later it
 * would tell a view of the cluster that is no longer true.
 */
export function renderBirthSeed(model: RedisClusterModel, self: RedisNode): string {
  const lines = model.nodes.map((node) => birthLine(model, node, node.id === self.id));
  return [...lines, `vars currentEpoch ${model.shards} lastVoteEpoch 0`, ""].join("\n");
}

/** The `nodes.conf` of a node that comes back without its data: it owns nothing and knows nobody. */
export function renderEmptySeed(node: RedisNode, clusterNodeId: string): string {
  return [
    `${clusterNodeId} ${address(node)} myself,master - 0 0 0 connected`,
    "vars currentEpoch 0 lastVoteEpoch 0",
    "",
  ].join("\n");
}

function birthLine(model: RedisClusterModel, node: RedisNode, isSelf: boolean): string {
  const flags = `${isSelf ? "myself," : ""}${node.bornAs === "primary" ? "master" : "slave"}`;
  const primary = model.nodes.find(
    (candidate) => candidate.shard === node.shard && candidate.bornAs === "primary",
  );
  const primaryId = node.bornAs === "primary" ? "-" : primary?.clusterNodeId;
  const slots = bornSlots(node, model.shards);
  const range = slots === undefined ? "" : ` ${slots.first}-${slots.last}`;
  return `${node.clusterNodeId} ${address(node)} ${flags} ${primaryId} 0 0 ${node.shard + 1} connected${range}`;
}

function address({ address, host, port, busPort }: RedisNode): string {
  const name = host === address ? "" : `,${host}`;
  return `${address}:${port}@${busPort}${name}`;
}
