import { ValidationError } from "../../core/errors";

/**
 * Whether shards are spread over zones.
 *
 * @param asked `undefined`: wherever there are replicas
 * @param zones of the cluster's subnets
 * @throws ValidationError ELASTICACHE_MULTI_AZ, ELASTICACHE_ONE_ZONE
 */
export function multiAzOf(
  asked: boolean | undefined,
  replicasPerShard: number,
  zones: readonly string[],
): boolean {
  const multiAz = asked ?? replicasPerShard > 0;
  if (!multiAz) return false;
  if (replicasPerShard === 0) {
    throw new ValidationError("ELASTICACHE_MULTI_AZ", {
      problem: "multi-AZ is asked for, and no shard has a replica that a failover could promote",
      received: replicasPerShard,
      allowed: "1 to 5 replicas per shard",
      fix: "set replicasPerShard: 1, or leave multiAz out",
    });
  }
  if (new Set(zones).size > 1) return true;
  throw new ValidationError("ELASTICACHE_ONE_ZONE", {
    problem: "the subnets of the cluster lie in one zone, and multi-AZ takes two",
    received: zones,
    allowed: "subnets in two zones or more",
    fix: "add a subnet in another zone, or set multiAz: false",
  });
}
