import type { LoadedManifest } from "../../clients/manifest-file";
import type { Manifest } from "../../constructs/core/manifest";
import { waitForRing } from "../memcached/wait-for-ring";
import { waitForCluster } from "../redis/wait-for-cluster";
import { containerProcesses } from "./container-processes";

/**
 * Waits until a cluster or ring of containers is usable as a whole.
 *
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE, MEMCACHED_NODE_NOT_READY
 * @throws UnavailableError SECRET_UNREADABLE, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function waitUsable({
  manifest,
  directory,
}: Pick<LoadedManifest<Manifest>, "manifest" | "directory">): Promise<void> {
  const processes = containerProcesses(manifest);
  if (manifest.kind === "redis-cluster") await waitForCluster({ manifest, directory }, processes);
  else await waitForRing({ manifest, directory }, processes);
}
