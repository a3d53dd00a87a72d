import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Construct } from "constructs";
import type { ScalingRange } from "./autoscaling";
import type { AwsRedisModel } from "./aws-redis-model";

export interface ClusterScalingProps {
  readonly model: Pick<AwsRedisModel, "name" | "autoscaling">;
  readonly replicationGroupId: string;
}

const SHARD_METRICS = {
  cpu: "ElastiCachePrimaryEngineCPUUtilization",
  memory: "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
} as const;
const REPLICA_METRIC = "ElastiCacheReplicaEngineCPUUtilization";

/** What of a cluster Application Auto Scaling moves; Terraform leaves those numbers alone. */
export class ClusterScaling extends Construct {
  /** The Terraform resources, for `addOverride`. */
  readonly resources: readonly {
    readonly target: AppautoscalingTarget;
    readonly policy: AppautoscalingPolicy;
  }[];

  constructor(scope: Construct, id: string, props: ClusterScalingProps) {
    super(scope, id);
    const { replicas, shards } = props.model.autoscaling;
    this.resources = [
      ...(shards === undefined
        ? []
        : [this.scale("shards", "NodeGroups", SHARD_METRICS[shards.metric], shards, props)]),
      ...(replicas === undefined
        ? []
        : [this.scale("replicas", "Replicas", REPLICA_METRIC, replicas, props)]),
    ];
  }

  private scale(
    what: string,
    dimension: string,
    metric: string,
    { max, min, targetPercent }: ScalingRange,
    { model, replicationGroupId }: ClusterScalingProps,
  ) {
    const target = new AppautoscalingTarget(this, what, {
      serviceNamespace: "elasticache",
      resourceId: `replication-group/${replicationGroupId}`,
      scalableDimension: `elasticache:replication-group:${dimension}`,
      minCapacity: min,
      maxCapacity: max,
    });
    target.overrideLogicalId(`${model.name}_${what}`);
    const policy = new AppautoscalingPolicy(this, `${what}-policy`, {
      name: `${model.name}-${what}`,
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      resourceId: target.resourceId,
      scalableDimension: target.scalableDimension,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: targetPercent,
        predefinedMetricSpecification: { predefinedMetricType: metric },
      },
    });
    policy.overrideLogicalId(`${model.name}_${what}`);
    return { target, policy };
  }
}
