import { requireInteger } from "../../core/validate";
import { MAX_NODES, MAX_REPLICAS } from "./autoscaling";
import type { AwsRedisClusterProps } from "./aws-redis-props";

/** Shards and replicas of the first day. */
export interface NodeCounts {
  readonly shards: number;
  readonly replicasPerShard: number;
}

/**
 * Shards and replicas that the props say, by number or by node groups.
 *
 * @throws ValidationError REDIS_SHARDS, REDIS_REPLICAS, REDIS_MIN_REPLICAS, TOKEN_NOT_ALLOWED
 */
export function nodeCountsOf(
  props: Pick<AwsRedisClusterProps, "shards" | "replicasPerShard" | "nodeGroups" | "durability">,
): NodeCounts {
  const { nodeGroups, durability } = props;
  const shards = props.shards ?? nodeGroups?.length ?? 3;
  requireInteger("REDIS_SHARDS", "the number of shards", shards, { min: 1, max: MAX_NODES });
  const replicasPerShard = props.replicasPerShard ?? nodeGroups?.[0]?.replicaZones.length ?? 1;
  const range = { min: 0, max: MAX_REPLICAS };
  requireInteger("REDIS_REPLICAS", "the replicas per shard", replicasPerShard, range);
  const least = durability?.minReplicasToWrite ?? 0;
  const upTo = { min: 0, max: replicasPerShard };
  requireInteger("REDIS_MIN_REPLICAS", "durability.minReplicasToWrite", least, upTo);
  return { shards, replicasPerShard };
}
