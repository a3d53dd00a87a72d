import { type ClusterNodeLine, selfLine } from "../../../constructs/redis/cluster-nodes";
import { parseSlotRange, SLOT_COUNT } from "../../../constructs/redis/slots";
import type { NodeView } from "../../../operate/redis/cluster-watch";
import type { AddressedNode } from "../judge";
import { nodeOfLine } from "./nodes";

/** What a hint is made from. */
export interface ClusterSeen {
  readonly views: readonly NodeView[];
  /** Every node that was deployed. */
  readonly nodes: readonly AddressedNode[];
  readonly replicasPerShard: number;
}

/** The most probable cause of a cluster that is not whole, and what to do about it. */
export function stateHint(seen: ClusterSeen): string {
  return (
    silentHint(seen) ??
    addressHint(seen) ??
    loneHint(seen) ??
    slotsHint(seen) ??
    replicaHint(seen) ??
    linkHint(seen) ??
    "read the log of the node that is named; then see what CLUSTER NODES says on each node"
  );
}

function silentHint({ views }: ClusterSeen): string | undefined {
  const silent = views.find(({ problem }) => problem !== undefined);
  if (silent === undefined) return undefined;
  return `read the log of node ${silent.node.id}; cachefort up starts a node that is down`;
}

/** A node is known by what it announces, and links go there. */
function addressHint({ nodes, views }: ClusterSeen): string | undefined {
  for (const { lines, node } of views) {
    const self = selfLine(lines);
    if (self === undefined || self.host === "" || nodeOfLine(nodes, self) !== undefined) continue;
    return `node ${node.id} announces ${self.host}:${self.port}, where no node was deployed: see cluster-announce-ip and cluster-announce-port in its redis.conf`;
  }
  return undefined;
}

/** A node that was reset, or that nobody has met, knows itself alone. */
function loneHint({ views }: ClusterSeen): string | undefined {
  const lone = views.find(({ lines }) => lines.length === 1);
  if (lone === undefined || views.every(({ lines }) => lines.length === 1)) return undefined;
  return `node ${lone.node.id} is detached, it knows no other node: let the cluster meet it and a primary have it as replica (CLUSTER MEET, CLUSTER REPLICATE)`;
}

function slotsHint({ views }: ClusterSeen): string | undefined {
  for (const { lines, node } of views) {
    const unowned = unownedSlots(lines);
    if (unowned.length === 0) continue;
    const some =
      unowned.length === 1
        ? `slot ${unowned[0]} has`
        : `${unowned.length} slots from ${unowned[0]} on have`;
    return `${some} no owner as node ${node.id} sees it: their primary and its replicas are gone or have forgotten them; see CLUSTER NODES on each node, then redis-cli --cluster fix`;
  }
  return undefined;
}

function unownedSlots(lines: readonly ClusterNodeLine[]): number[] {
  const isOwned = new Array<boolean>(SLOT_COUNT).fill(false);
  for (const range of lines.flatMap(({ slots }) => slots)) {
    const { first, last } = parseSlotRange(range);
    isOwned.fill(true, first, last + 1);
  }
  return isOwned.flatMap((owned, slot) => (owned ? [] : [slot]));
}

function replicaHint({ nodes, replicasPerShard, views }: ClusterSeen): string | undefined {
  const lines = views[0]?.lines ?? [];
  const idle = lines.find(({ primaryId, slots }) => slots.length === 0 && primaryId === undefined);
  if (idle !== undefined) {
    return `node ${nameOf(nodes, idle)} follows nobody and owns nothing: make it a replica again (CLUSTER REPLICATE), or let cachefort up do it`;
  }
  const owners = lines.filter(({ slots }) => slots.length > 0);
  const followers = (owner: ClusterNodeLine): ClusterNodeLine[] =>
    lines.filter(({ primaryId }) => primaryId === owner.id);
  const bare = owners.find((owner) => followers(owner).length < replicasPerShard);
  if (bare === undefined) return undefined;
  const rich = owners.find((owner) => followers(owner).length > replicasPerShard);
  const where =
    rich === undefined ? "a replica is gone" : `one follows ${nameOf(nodes, rich)} instead`;
  return `the shard of ${nameOf(nodes, bare)} lacks a replica, ${where}: CLUSTER REPLICATE gives it one`;
}

function linkHint({ views }: ClusterSeen): string | undefined {
  const unlinked = views.find(({ isLinked }) => !isLinked);
  if (unlinked === undefined) return undefined;
  return `read the log of replica ${unlinked.node.id}: its primary may refuse its login (cf-replica), its certificate, or its data`;
}

function nameOf(nodes: readonly AddressedNode[], line: ClusterNodeLine): string {
  return nodeOfLine(nodes, line)?.id ?? `${line.host}:${line.port}`;
}
