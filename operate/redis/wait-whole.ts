import { OperationError } from "../../constructs/core/errors";
import { until } from "../host/until";
import type { NodeProcesses } from "../node-processes";
import { whyNotWhole, type ClusterWatch, type NodeView } from "./cluster-watch";

/**
 * Waits until the cluster is whole.
 *
 * @param processes tells a dead node at once, and shows its log
 * @param mend is called before each look
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE with the node's last log lines
 */
export async function waitWhole(
  watch: ClusterWatch,
  processes: NodeProcesses,
  timeoutMs: number,
  mend: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let views: NodeView[] = [];
  const isWhole = await until(timeoutMs, async () => {
    const [dead] = await processes.stopped(watch.nodes.map(({ id }) => id));
    if (dead !== undefined) throw nodeDied(dead, await processes.logTail(dead));
    await mend();
    views = await watch.look();
    return whyNotWhole(views) === undefined;
  });
  if (isWhole) return;
  const suspect = views.find((view) => view.problem !== undefined || !view.isStateOk) ?? views[0];
  const log = suspect === undefined ? "" : await processes.logTail(suspect.node.id);
  throw new OperationError("REDIS_CLUSTER_NOT_WHOLE", {
    problem: `the cluster is not whole after ${timeoutMs} ms: ${whyNotWhole(views)}; the log of node ${suspect?.node.id} ends with:\n${log}`,
    fix: "mend what the log says, then deploy again; the next run goes on from here",
  });
}

function nodeDied(id: string, log: string): OperationError {
  return new OperationError("REDIS_NODE_DIED", {
    problem: `node ${id} ended right after its start; its log ends with:\n${log}`,
    fix: "mend what the log says, then deploy again; the next run goes on from here",
  });
}
