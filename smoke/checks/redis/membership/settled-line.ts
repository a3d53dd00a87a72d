import type { ClusterNodeLine } from "../../../../constructs/redis/cluster-nodes";

/** Whether a line is of a node that is known by its own id; one that is being met has another for a while. */
export function isSettled({ flags }: ClusterNodeLine): boolean {
  return !flags.includes("handshake") && !flags.includes("noaddr");
}
