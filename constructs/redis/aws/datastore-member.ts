import type { ElasticacheReplicationGroupConfig } from "@cdktf/provider-aws/lib/elasticache-replication-group";

/** What a cluster is in a global datastore. */
export type DatastoreMembership =
  | { readonly role: "primary" }
  | { readonly role: "secondary"; readonly globalReplicationGroupId: string };

/** What the datastore changes in all of its members at once; a member's own change is refused by the service. */
const OF_THE_DATASTORE = [
  "engine",
  "engine_version",
  "node_type",
  "num_node_groups",
  "parameter_group_name",
];

/**
 * Arguments of the replication group of a member. A secondary takes from the primary what the provider
 * refuses beside `global_replication_group_id`, encryption included, and what the service copies.
 */
export function memberGroupOf(
  config: ElasticacheReplicationGroupConfig,
  membership: DatastoreMembership,
): ElasticacheReplicationGroupConfig {
  const lifecycle = { ...config.lifecycle, ignoreChanges: OF_THE_DATASTORE };
  if (membership.role === "primary") return { ...config, lifecycle };
  const {
    engine: _engine,
    engineVersion: _engineVersion,
    nodeType: _nodeType,
    numNodeGroups: _numNodeGroups,
    parameterGroupName: _parameterGroupName,
    transitEncryptionEnabled: _transitEncryptionEnabled,
    transitEncryptionMode: _transitEncryptionMode,
    atRestEncryptionEnabled: _atRestEncryptionEnabled,
    clusterMode: _clusterMode,
    dataTieringEnabled: _dataTieringEnabled,
    networkType: _networkType,
    ipDiscovery: _ipDiscovery,
    snapshotName: _snapshotName,
    snapshotArns: _snapshotArns,
    ...own
  } = config;
  const { globalReplicationGroupId } = membership;
  return { ...own, globalReplicationGroupId, lifecycle };
}
