import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";

/**
 * How the shards of a cluster differ from what was deployed, or `undefined`: each slot range has an
 * owner, and each owner its replicas.
 *
 * @param lines what one node sees
 */
export function topologyProblem(
  lines: readonly ClusterNodeLine[],
  { shards, replicasPerShard }: RedisManifest["topology"],
): string | undefined {
  const owners = lines.filter(({ slots }) => slots.length > 0);
  if (owners.length !== shards) return `${owners.length} of ${shards} shards own slots`;
  for (const owner of owners) {
    const replicas = lines.filter(({ primaryId }) => primaryId === owner.id).length;
    if (replicas !== replicasPerShard) {
      return `${owner.host}:${owner.port} has ${replicas} of ${replicasPerShard} replicas`;
    }
  }
  return undefined;
}
