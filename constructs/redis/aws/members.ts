import type { AwsRedisModel } from "./aws-redis-model";
import { shardId } from "./node-groups";

/** Name of a node: that of its group, the number of its shard and its own, from 1. */
export function memberName(groupId: string, shard: number, member: number): string {
  return `${groupId}-${shardId(shard)}-${String(member + 1).padStart(3, "0")}`;
}

/** Names of the nodes of each shard when all that scales by itself is at its upper bound. */
export function membersByShard(
  model: Pick<AwsRedisModel, "id" | "shards" | "replicasPerShard" | "autoscaling">,
): readonly (readonly string[])[] {
  const shards = model.autoscaling.shards?.max ?? model.shards;
  return Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: mostReplicas(model) + 1 }, (_member, member) =>
      memberName(model.id, shard, member),
    ),
  );
}

/** Replicas of a shard at most. */
export function mostReplicas({
  autoscaling,
  replicasPerShard,
}: Pick<AwsRedisModel, "replicasPerShard" | "autoscaling">): number {
  return autoscaling.replicas?.max ?? replicasPerShard;
}
