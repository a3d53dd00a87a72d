import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import { type Bounds, boundsText, replicaBounds, shardBounds } from "./expected-topology";

/**
 * How the shards of a cluster differ from what was deployed, or `undefined`: each slot range has an
 * owner, and each owner its replicas. What scales by itself is within its bounds, and in every shard the same.
 *
 * @param lines what one node sees
 */
export function topologyProblem(
  lines: readonly ClusterNodeLine[],
  topology: RedisManifest["topology"],
): string | undefined {
  const owners = lines.filter(({ slots }) => slots.length > 0);
  const shards = shardBounds(topology);
  if (!isWithin(owners.length, shards)) {
    return shards.min === shards.max
      ? `${owners.length} of ${shards.min} shards own slots`
      : `${owners.length} shards own slots, not ${boundsText(shards)}`;
  }
  const replicas = replicaBounds(topology);
  const counted = owners.map((owner) => ({
    place: `${owner.host}:${owner.port}`,
    count: lines.filter(({ primaryId }) => primaryId === owner.id).length,
  }));
  for (const { count, place } of counted) {
    if (isWithin(count, replicas)) continue;
    return replicas.min === replicas.max
      ? `${place} has ${count} of ${replicas.min} replicas`
      : `${place} has ${count} replicas, not ${boundsText(replicas)}`;
  }
  const [first] = counted;
  const other = counted.find(({ count }) => count !== first?.count);
  if (first === undefined || other === undefined) return undefined;
  return `${other.place} has ${other.count} of ${first.count} replicas, as ${first.place} has`;
}

function isWithin(count: number, { max, min }: Bounds): boolean {
  return count >= min && count <= max;
}
