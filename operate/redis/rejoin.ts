import { OperationError } from "../../constructs/core/errors";
import type { ClusterNodeLine } from "../../constructs/redis/cluster-nodes";
import type { RedisClusterModel } from "../../constructs/redis/model";
import { slotRanges } from "../../constructs/redis/slots";
import type { RedisNode } from "../../constructs/redis/topology";
import { until } from "../host/until";
import type { ClusterWatch, NodeView } from "./cluster-watch";

/**
 * Waits until the slots of a lost node's shard are owned by a living node.
 *
 * @returns the owner as the living nodes see it
 * @throws OperationError REDIS_SHARD_LOST
 */
export async function waitForShardOwner(
  watch: ClusterWatch,
  model: RedisClusterModel,
  lost: RedisNode,
  timeoutMs: number,
): Promise<ClusterNodeLine> {
  let owner: ClusterNodeLine | undefined;
  const found = await until(timeoutMs, async () => {
    const views = await watch.look();
    owner = shardOwner(views, model, lost);
    return owner !== undefined;
  });
  if (found && owner !== undefined) return owner;
  throw new OperationError("REDIS_SHARD_LOST", {
    problem: `node ${lost.id} lost its data, and no living node of shard ${lost.shard} holds a copy`,
    fix: "restore the node's folder from a backup, or begin anew: cachefort down --data, then cachefort up",
  });
}

/**
 * Makes an empty node a replica of its shard's primary and forgets who it was before.
 *
 * @throws OperationError REDIS_NODE_NOT_JOINED
 */
export async function rejoin(
  watch: ClusterWatch,
  model: RedisClusterModel,
  node: RedisNode,
  clusterId: string,
  owner: ClusterNodeLine,
  timeoutMs: number,
): Promise<void> {
  const survivors = model.nodes.filter((other) => other.id !== node.id);
  const joined = await until(timeoutMs, async () => {
    const views = await watch.look();
    const self = views.find((view) => view.node.id === node.id);
    if (self?.problem !== undefined) return false;
    if (!knows(views, survivors, clusterId)) {
      // The engine does not repeat a MEET that met a node not yet listening.
      await meetFromOwner(watch, model, node, owner);
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
  await forgetFormer(watch, model, node, clusterId);
}

function shardOwner(
  views: readonly NodeView[],
  model: RedisClusterModel,
  lost: RedisNode,
): ClusterNodeLine | undefined {
  const first = slotRanges(model.shards)[lost.shard]?.first ?? 0;
  const lines = views.find((view) => view.problem === undefined && view.isStateOk)?.lines ?? [];
  return lines.find(
    (line) =>
      !line.flags.some((flag) => flag.startsWith("fail") || flag === "noaddr") &&
      !(line.host === lost.host && line.port === lost.port) &&
      line.slots.some((slots) => {
        const [low = NaN, high = low] = slots.split("-").map(Number);
        return low <= first && first <= high;
      }),
  );
}

function knows(
  views: readonly NodeView[],
  survivors: readonly RedisNode[],
  clusterId: string,
): boolean {
  return survivors.every((survivor) =>
    views.some(
      (view) =>
        view.node.id === survivor.id &&
        view.lines.some((line) => line.id === clusterId && !line.flags.includes("handshake")),
    ),
  );
}

async function meetFromOwner(
  watch: ClusterWatch,
  model: RedisClusterModel,
  node: RedisNode,
  owner: ClusterNodeLine,
): Promise<void> {
  const from = model.nodes.find(({ host, port }) => host === owner.host && port === owner.port);
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
  const myself = self?.lines.find((line) => line.flags.includes("myself"));
  if (myself?.primaryId === primaryId) return true;
  if (self?.lines.every((line) => line.id !== primaryId) === true) return false;
  const connection = await watch.connection(node);
  await connection.call("CLUSTER", "REPLICATE", primaryId);
  return true;
}

/** Forgotten on one node only, an id comes back by gossip from the others; so all are told at once. */
async function forgetFormer(
  watch: ClusterWatch,
  model: RedisClusterModel,
  node: RedisNode,
  clusterId: string,
): Promise<void> {
  const living = new Set(model.nodes.map(({ host, port }) => `${host}:${port}`));
  const views = await watch.look();
  await Promise.all(
    views.map(async (view) => {
      const former = view.lines.filter(
        (line) =>
          line.id !== clusterId &&
          !line.flags.includes("myself") &&
          (`${line.host}:${line.port}` === `${node.host}:${node.port}` ||
            !living.has(`${line.host}:${line.port}`)),
      );
      const connection = await watch.connection(view.node);
      for (const line of former) await connection.call("CLUSTER", "FORGET", line.id);
    }),
  );
}
