import type { ElasticacheServerlessCacheConfig } from "@cdktf/provider-aws/lib/elasticache-serverless-cache";
import { lifecycleOf } from "../../aws/removal-policy";
import type { ServerlessRedisModel } from "./serverless-redis-model";

/** What a serverless cache refers to. */
export interface ServerlessCacheParts {
  readonly securityGroupId: string;
  readonly subnetIds: readonly string[];
  readonly userGroupId: string;
  /** @default - the service's own key: it takes no other in the region's partition */
  readonly kmsKeyId?: string;
}

/** Arguments of the cache. */
export function serverlessCacheOf(
  model: ServerlessRedisModel,
  parts: ServerlessCacheParts,
): ElasticacheServerlessCacheConfig {
  const { snapshotArnsToRestore } = model;
  const limits = usageLimitsOf(model);
  return {
    name: model.id,
    description: `Cache ${model.name} of ${model.environment}`,
    engine: model.engine.name,
    majorEngineVersion: model.engine.majorVersion,
    ...(limits.length === 0 ? {} : { cacheUsageLimits: limits }),
    dailySnapshotTime: model.snapshotTime,
    snapshotRetentionLimit: model.snapshotRetentionDays,
    ...(snapshotArnsToRestore.length === 0
      ? {}
      : { snapshotArnsToRestore: [...snapshotArnsToRestore] }),
    ...(parts.kmsKeyId === undefined ? {} : { kmsKeyId: parts.kmsKeyId }),
    securityGroupIds: [parts.securityGroupId],
    subnetIds: [...parts.subnetIds],
    userGroupId: parts.userGroupId,
    lifecycle: lifecycleOf(model.removalPolicy),
  };
}

function usageLimitsOf({ storageGb, ecpuPerSecond }: ServerlessRedisModel) {
  const storage = limitOf(storageGb);
  const ecpu = limitOf(ecpuPerSecond);
  if (storage === undefined && ecpu === undefined) return [];
  return [
    {
      ...(storage === undefined ? {} : { dataStorage: [{ ...storage, unit: "GB" }] }),
      ...(ecpu === undefined ? {} : { ecpuPerSecond: [ecpu] }),
    },
  ];
}

function limitOf({ min, max }: ServerlessRedisModel["storageGb"]) {
  if (min === undefined && max === undefined) return undefined;
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  };
}
