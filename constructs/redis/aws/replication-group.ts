import type { ElasticacheReplicationGroupConfig } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import type { AwsRedisModel } from "./aws-redis-model";

/** What a replication group refers to. */
export interface ReplicationGroupParts {
  readonly securityGroupId: string;
  readonly subnetGroupName: string;
  readonly parameterGroupName: string;
  readonly userGroupId: string;
  /** @default - the service's own key: it takes no other in the region's partition */
  readonly kmsKeyId?: string;
  readonly logDeliveries: ElasticacheReplicationGroupConfig["logDeliveryConfiguration"];
}

/** Resharding moves every slot; the provider's own limits are shorter. */
const TIMEOUTS = { create: "60m", update: "120m", delete: "60m" };

/** Arguments of the replication group of a cluster. */
export function replicationGroupOf(
  model: AwsRedisModel,
  parts: ReplicationGroupParts,
): ElasticacheReplicationGroupConfig {
  const { autoscaling, nodeGroups, snapshotToRestore } = model;
  return {
    replicationGroupId: model.id,
    description: `Cluster ${model.name} of ${model.environment}`,
    engine: model.engine.name,
    engineVersion: model.engine.version,
    nodeType: model.nodeType,
    port: model.port,
    clusterMode: "enabled",
    ...(nodeGroups === undefined
      ? { numNodeGroups: model.shards, replicasPerNodeGroup: model.replicasPerShard }
      : {
          nodeGroupConfiguration: nodeGroups.map((group) => ({
            nodeGroupId: group.id,
            slots: group.slots,
            primaryAvailabilityZone: group.primaryZone,
            replicaCount: group.replicaZones.length,
            replicaAvailabilityZones: [...group.replicaZones],
          })),
        }),
    // Cluster mode takes nothing else.
    automaticFailoverEnabled: true,
    multiAzEnabled: model.multiAz,
    transitEncryptionEnabled: true,
    transitEncryptionMode: "required",
    atRestEncryptionEnabled: "true",
    ...(parts.kmsKeyId === undefined ? {} : { kmsKeyId: parts.kmsKeyId }),
    userGroupIds: [parts.userGroupId],
    securityGroupIds: [parts.securityGroupId],
    subnetGroupName: parts.subnetGroupName,
    parameterGroupName: parts.parameterGroupName,
    networkType: model.networkType,
    // Nodes with addresses of both kinds announce those that every client of the network has.
    ipDiscovery: model.networkType === "ipv6" ? "ipv6" : "ipv4",
    dataTieringEnabled: model.dataTiering,
    autoMinorVersionUpgrade: "true",
    maintenanceWindow: model.windows.maintenance,
    snapshotWindow: model.windows.snapshot,
    snapshotRetentionLimit: model.snapshotRetentionDays,
    ...(model.finalSnapshotName === undefined
      ? {}
      : { finalSnapshotIdentifier: model.finalSnapshotName }),
    ...(snapshotToRestore !== undefined && "snapshotName" in snapshotToRestore
      ? { snapshotName: snapshotToRestore.snapshotName }
      : {}),
    ...(snapshotToRestore !== undefined && "s3Arns" in snapshotToRestore
      ? { snapshotArns: [...snapshotToRestore.s3Arns] }
      : {}),
    applyImmediately: model.applyImmediately,
    logDeliveryConfiguration: parts.logDeliveries,
    timeouts: TIMEOUTS,
    lifecycle: {
      preventDestroy: model.removalPolicy === "retain",
      ignoreChanges: [
        ...(autoscaling.shards === undefined ? [] : ["num_node_groups"]),
        ...(autoscaling.replicas === undefined ? [] : ["replicas_per_node_group"]),
      ],
    },
  };
}
