import { OperationError } from "../../constructs/core/errors";
import { selfLine, type ClusterNodeLine } from "../../constructs/redis/cluster-nodes";
import { holdsSlot, parseSlotRange, slotRanges } from "../../constructs/redis/slots";
import type { RedisNode } from "../../constructs/redis/topology";
import { until } from "../host/until";
import type { ClusterWatch, NodeView, WatchedNode } from "./cluster-watch";

/**
 * Waits until the slots of a node's shard are owned by another living node.
 *
 * @param shards number of shards of the cluster
 * @returns the owner as the living nodes see it
 * @throws OperationError REDIS_SHARD_LOST
 */
export async function waitForShardOwner(
  watch: ClusterWatch,
  shards: number,
  node: Pick<RedisNode, "id" | "shard" | "host" | "port">,
  timeoutMs: number,
): Promise<ClusterNodeLine> {
  let owner: ClusterNodeLine | undefined;
  const found = await until(timeoutMs, async () => {
    const views = await watch.look();
    owner = shardOwner(views, shards, node);
    return owner !== undefined;
  });
  if (found && owner !== undefined) return owner;
  throw new OperationError("REDIS_SHARD_LOST", {
    problem: `node ${node.id} has no data, and no living node of shard ${node.shard} holds a copy`,
    fix: "restore the node's folder from a backup, or begin anew: cachefort down --data, then cachefort up",
  });
}

/**
 * Makes an empty node a replica of its shard's primary.
 *
 * @throws OperationError REDIS_NODE_NOT_JOINED
 */
export async function rejoin(
  watch: ClusterWatch,
  node: RedisNode,
  clusterId: string,
  owner: ClusterNodeLine,
  timeoutMs: number,
): Promise<void> {
  const others = watch.nodes.filter(({ id }) => id !== node.id);
  const joined = await until(timeoutMs, async () => {
    const views = await watch.look();
    const self = views.find((view) => view.node.id === node.id);
    if (self?.problem !== undefined) return false;
    if (!isKnown(views, others, clusterId)) {
      // The engine does not repeat a MEET that met a node not yet listening.
      await meetFromOwner(watch, node, owner);
      return false;
    }
    return replicate(watch, node, self, owner.id);
  });
  if (!joined) {
    throw new OperationError("REDIS_NODE_NOT_JOINED", {
      problem: `node ${node.id} did not become a replica within ${timeoutMs} ms`,
      fix: "look at the node's log, then deploy again; the next run goes on from here",
    });
  }
}

function shardOwner(
  views: readonly NodeView[],
  shards: number,
  node: Pick<RedisNode, "shard" | "host" | "port">,
): ClusterNodeLine | undefined {
  const first = slotRanges(shards)[node.shard]?.first ?? 0;
  const lines = views.find((view) => view.problem === undefined && view.isStateOk)?.lines ?? [];
  return lines.find(
    (line) =>
      !line.flags.some((flag) => flag.startsWith("fail") || flag === "noaddr") &&
      !(line.host === node.host && line.port === node.port) &&
      line.slots.some((slots) => holdsSlot(parseSlotRange(slots), first)),
  );
}

function isKnown(
  views: readonly NodeView[],
  others: readonly WatchedNode[],
  clusterId: string,
): boolean {
  return others.every((other) =>
    views.some(
      (view) =>
        view.node.id === other.id &&
        view.lines.some((line) => line.id === clusterId && !line.flags.includes("handshake")),
    ),
  );
}

async function meetFromOwner(
  watch: ClusterWatch,
  node: RedisNode,
  owner: ClusterNodeLine,
): Promise<void> {
  const from = watch.nodes.find(({ host, port }) => host === owner.host && port === owner.port);
  if (from === undefined) return;
  const connection = await watch.connection(from);
  await connection.call("CLUSTER", "MEET", node.host, node.port, node.busPort);
}

async function replicate(
  watch: ClusterWatch,
  node: RedisNode,
  self: NodeView | undefined,
  primaryId: string,
): Promise<boolean> {
  const myself = selfLine(self?.lines ?? []);
  if (myself?.primaryId === primaryId) return true;
  if (self?.lines.every((line) => line.id !== primaryId) === true) return false;
  const connection = await watch.connection(node);
  await connection.call("CLUSTER", "REPLICATE", primaryId);
  return true;
}
