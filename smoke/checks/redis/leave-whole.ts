import type { RedisManifest } from "../../../constructs/core/manifest";
import { until } from "../../../operate/host/until";
import type { ClusterWatch } from "../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../check";
import { wholeProblem } from "./whole-cluster";

/** Below the time that an undo has; a node that comes back loads and copies its data meanwhile. */
const LEAVE_MS = 50_000;

/**
 * Has the end of the check wait until the cluster is whole again. To be called before whatever else brings
 * nodes back on the way out, and while the watch is open.
 */
export function leaveWhole(context: CheckContext<RedisManifest>, watch: ClusterWatch): void {
  context.onExit(async () => {
    let problem: string | undefined;
    const isWhole = await until(LEAVE_MS, async () => {
      problem = wholeProblem(context, await watch.look());
      return problem === undefined;
    });
    if (!isWhole) throw new Error(`the cluster is not whole after ${LEAVE_MS} ms: ${problem}`);
  });
}
