import type { GateOrder } from "../constructs/docker/gate";
import { removeFormer } from "./docker/conf-folder";
import { containerProcesses } from "./docker/container-processes";
import { waitForRing } from "./memcached/wait-for-ring";
import { waitForCluster } from "./redis/wait-for-cluster";

/**
 * Waits until what was deployed is usable as a whole.
 *
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE, MEMCACHED_NODE_NOT_READY
 * @throws UnavailableError SECRET_UNREADABLE, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function passGate({ manifest, directory, confFolders }: GateOrder): Promise<void> {
  const processes = containerProcesses(manifest);
  if (manifest.kind === "redis-cluster") await waitForCluster({ manifest, directory }, processes);
  else await waitForRing({ manifest, directory }, processes);
  for (const folder of confFolders) removeFormer(folder);
}
