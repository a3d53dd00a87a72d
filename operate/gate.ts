import type { LoadedManifest } from "../clients/manifest-file";
import type { GateOrder } from "../constructs/docker/gate";
import { containerLog, isContainerRunning } from "./docker/engine";
import { waitForRing } from "./memcached/wait-for-ring";
import { waitForCluster } from "./redis/wait-for-cluster";
import type { NodeProcesses } from "./redis/wait-whole";

/** Lines of a node's log that an error shows. */
const LOG_LINES = 20;

/**
 * Waits until what was deployed is usable as a whole.
 *
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE, MEMCACHED_NODE_NOT_READY
 * @throws UnavailableError SECRET_UNREADABLE, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function passGate({ manifest, directory }: GateOrder): Promise<void> {
  const refs = new Map<string, string>(manifest.nodes.map(({ id, ref }) => [id, ref]));
  const nameOf = (id: string): string => refs.get(id) ?? id;
  const processes: NodeProcesses = {
    isRunning: (id) => isContainerRunning(nameOf(id)),
    logTail: (id) => containerLog(nameOf(id), LOG_LINES),
  };
  if (manifest.kind === "redis-cluster") {
    return waitForCluster({ manifest, directory } satisfies LoadedManifest, processes);
  }
  return waitForRing({ manifest, directory } satisfies LoadedManifest, processes);
}
