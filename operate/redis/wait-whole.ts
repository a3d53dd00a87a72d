import { OperationError } from "../../constructs/core/errors";
import { logTail } from "../host/log-tail";
import type { NodeFolder } from "../host/node-folder";
import { isRunning } from "../host/node-launch";
import { until } from "../host/until";
import { whyNotWhole, type ClusterWatch, type NodeView } from "./cluster-watch";

/**
 * Waits until the cluster is whole.
 *
 * @param folders folder of each node by id, to tell a dead node at once and to show its log
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE with the node's last log lines
 */
export async function waitWhole(
  watch: ClusterWatch,
  folders: ReadonlyMap<string, NodeFolder>,
  timeoutMs: number,
): Promise<void> {
  let views: NodeView[] = [];
  const isWhole = await until(timeoutMs, async () => {
    for (const [id, folder] of folders) {
      if (!isRunning(folder)) throw nodeDied(id, folder);
    }
    views = await watch.look();
    return whyNotWhole(views) === undefined;
  });
  if (isWhole) return;
  const suspect = views.find((view) => view.problem !== undefined || !view.isStateOk) ?? views[0];
  const folder = suspect === undefined ? undefined : folders.get(suspect.node.id);
  throw new OperationError("REDIS_CLUSTER_NOT_WHOLE", {
    problem: `the cluster is not whole after ${timeoutMs} ms: ${whyNotWhole(views)}; the log of node ${suspect?.node.id} ends with:\n${folder === undefined ? "" : logTail(folder.log)}`,
    fix: "mend what the log says, then deploy again; the next run goes on from here",
  });
}

function nodeDied(id: string, folder: NodeFolder): OperationError {
  return new OperationError("REDIS_NODE_DIED", {
    problem: `node ${id} ended right after its start; its log ends with:\n${logTail(folder.log)}`,
    fix: "mend what the log says, then deploy again; the next run goes on from here",
  });
}
