import { OperationError } from "../../constructs/core/errors";
import { until } from "../host/until";
import type { NodeProcesses } from "../node-processes";
import { whyNotWhole, type ClusterWatch, type NodeView } from "./cluster-watch";

/**
 * Waits until the cluster is whole. A node that reads its data says so, for as long as that takes: the time
 * begins anew with each such answer.
 *
 * @param timeoutMs milliseconds that it may take, while no node reads its data
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
  let patientUntil = performance.now() + timeoutMs;
  const isWhole = async (): Promise<boolean> => {
    const [dead] = await processes.stopped(watch.nodes.map(({ id }) => id));
    if (dead !== undefined) throw nodeDied(dead, await processes.logTail(dead));
    await mend();
    views = await watch.look();
    if (views.some(isLoading)) patientUntil = performance.now() + timeoutMs;
    return whyNotWhole(views) === undefined;
  };
  do {
    if (await until(patientUntil - performance.now(), isWhole)) return;
  } while (performance.now() < patientUntil);
  const suspect =
    views.find((view) => view.problem !== undefined || !view.isStateOk || !view.isLinked) ??
    views[0];
  const log = suspect === undefined ? "" : await processes.logTail(suspect.node.id);
  throw new OperationError("REDIS_CLUSTER_NOT_WHOLE", {
    problem: `the cluster is not whole after ${timeoutMs} ms: ${whyNotWhole(views)}; the log of node ${suspect?.node.id} ends with:\n${log}`,
    fix: "mend what the log says, then deploy again; the next run goes on from here",
  });
}

/** Servers refuse commands by this word while they read their data; of a stopped process nothing is heard. */
function isLoading({ problem }: NodeView): boolean {
  return problem?.startsWith("LOADING ") === true;
}

function nodeDied(id: string, log: string): OperationError {
  return new OperationError("REDIS_NODE_DIED", {
    problem: `node ${id} ended right after its start; its log ends with:\n${log}`,
    fix: "mend what the log says, then deploy again; the next run goes on from here",
  });
}
