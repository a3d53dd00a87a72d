import type { RedisManifest } from "../../../constructs/core/manifest";
import { type ClusterNodeLine, selfLine } from "../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../operate/redis/cluster-watch";
import type { AddressedNode } from "../judge";

/**
 * Which node tells clients and peers a place where it was not deployed, or `undefined`. The others may know
 * better for a while, and the cluster be whole; whoever asks this node is led astray.
 *
 * A container may come back with another address and still be found, by its name; a service names its nodes
 * itself.
 *
 * @param nodes of the manifest
 */
export function announcementProblem(
  target: RedisManifest["target"],
  nodes: readonly AddressedNode[],
  views: readonly NodeView[],
): string | undefined {
  for (const { lines, node } of views) {
    const self = selfLine(lines);
    const deployed = nodes.find(({ id }) => id === node.id);
    if (self === undefined || deployed === undefined) continue;
    const told = placeTold(target, self);
    const wanted = placeWanted(target, deployed);
    if (told === undefined || told === wanted) continue;
    return `node ${node.id} announces ${told}, deployed as ${wanted}`;
  }
  return undefined;
}

function placeTold(target: RedisManifest["target"], self: ClusterNodeLine): string | undefined {
  const { host, hostname, port } = self;
  if (target === "aws") return undefined;
  if (target === "docker") return hostname === undefined ? undefined : `${hostname}:${port}`;
  return host === "" ? undefined : `${host}:${port}`;
}

function placeWanted(
  target: RedisManifest["target"],
  { address, host, networkHost, port }: AddressedNode,
): string {
  const name = target === "docker" ? (networkHost ?? host) : (address ?? host);
  return `${name}:${port}`;
}
