import { OperationError } from "../../constructs/core/errors";
import { selfLine, type ClusterNodeLine } from "../../constructs/redis/cluster-nodes";
import { until } from "../host/until";
import { whyNotWhole, type ClusterWatch, type NodeView, type WatchedNode } from "./cluster-watch";

/** The engine gives a manual failover up after 5 s (`CLUSTER_MF_TIMEOUT`). */
export const MANUAL_FAILOVER_MS = 5000;

/** What a node says of itself, or `undefined` when it is silent. */
export function selfOf(views: readonly NodeView[], nodeId: string): ClusterNodeLine | undefined {
  return selfLine(views.find(({ node }) => node.id === nodeId)?.lines ?? []);
}

/** A replica refuses to take over while its bus link to the primary is down, as after a restart. */
function canTakeOver(
  views: readonly NodeView[],
  { id }: WatchedNode,
  primaryId: string | undefined,
): boolean {
  const view = views.find(({ node }) => node.id === id);
  const primary = view?.lines.find((line) => line.id === primaryId);
  return (
    view?.isLinked === true &&
    selfOf(views, id)?.primaryId === primaryId &&
    primary?.isConnected === true
  );
}

/**
 * Makes a replica the primary of its shard, without a lost write, and waits until every node agrees
 * under a higher epoch.
 *
 * @param heirs nodes that may take over; one that is a linked replica of the primary does
 * @returns the new primary, or `undefined` when the node owns no slots, or no heir follows it within
 * a node timeout
 * @throws OperationError REDIS_HAND_OVER_FAILED
 */
export async function handOver(
  watch: ClusterWatch,
  primary: WatchedNode,
  heirs: readonly WatchedNode[],
  nodeTimeoutMs: number,
): Promise<WatchedNode | undefined> {
  const before = await watch.look();
  let owner = selfOf(before, primary.id);
  if (owner === undefined || owner.slots.length === 0) return undefined;
  if (!heirs.some(({ id }) => selfOf(before, id)?.primaryId === owner?.id)) return undefined;
  let heir: WatchedNode | undefined;
  await until(nodeTimeoutMs, async () => {
    const views = await watch.look();
    owner = selfOf(views, primary.id) ?? owner;
    heir = heirs.find((candidate) => canTakeOver(views, candidate, owner?.id));
    return heir !== undefined;
  });
  if (heir === undefined) return undefined;
  const { id: heirId } = heir;
  const { configEpoch } = owner;
  const connection = await watch.connection(heir);
  await connection.call("CLUSTER", "FAILOVER");
  const timeoutMs = MANUAL_FAILOVER_MS + nodeTimeoutMs;
  let views: readonly NodeView[] = [];
  const isDone = await until(timeoutMs, async () => {
    views = await watch.look();
    const self = selfOf(views, heirId);
    return (
      self !== undefined &&
      self.slots.length > 0 &&
      self.configEpoch > configEpoch &&
      whyNotWhole(views) === undefined
    );
  });
  if (isDone) return heir;
  throw new OperationError("REDIS_HAND_OVER_FAILED", {
    problem: `node ${heir.id} did not take over from ${primary.id} within ${timeoutMs} ms: ${whyNotWhole(views) ?? "it is still a replica"}`,
    fix: "look at the logs of both nodes, then deploy again; the next run goes on from here",
  });
}
