import type { GateOrder } from "../constructs/docker/gate";
import { removeFormer } from "./docker/conf-folder";
import { docker } from "./docker/engine";
import { waitUsable } from "./docker/wait-usable";

/** A server has at most 64 threads and a child that writes its data; health checks come on top. */
const MAX_PROCESSES = 256;

/**
 * Waits until what was deployed is usable as a whole.
 *
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE, MEMCACHED_NODE_NOT_READY
 * @throws UnavailableError SECRET_UNREADABLE, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function passGate({ manifest, directory, folders }: GateOrder): Promise<void> {
  await limitProcesses(manifest.nodes.map(({ ref }) => ref));
  await waitUsable({ manifest, directory });
  removeFormer(folders);
}

/**
 * Bounds the number of processes and threads of each container (CIS Docker Benchmark 5.29). The
 * provider has no attribute for it; the engine keeps it over restarts.
 */
async function limitProcesses(containers: readonly string[]): Promise<void> {
  await docker("update", "--pids-limit", String(MAX_PROCESSES), ...containers);
}
