import type { RemovalPolicy } from "../../aws/removal-policy";
import { refuseToken, requireInteger, requireName } from "../../core/validate";
import { requireGrantableCommands } from "../acl-engine";
import { requireDistinctUsers, type RedisUser } from "../user";
import { awsEngineOf, DEFAULT_AWS_ENGINE, type AwsEngine } from "./aws-engine";
import { awsId } from "./aws-id";
import type {
  AwsRedisClusterProps,
  AwsRedisEnvironment,
  NetworkType,
  RedisLogProps,
} from "./aws-redis-props";
import { awsUsersOf, type AwsUser } from "./aws-user";
import { type Autoscaling, autoscalingOf } from "./autoscaling";
import { finalSnapshotNameOf } from "./final-snapshot";
import { multiAzOf } from "./multi-az";
import { nodeCountsOf } from "./node-counts";
import { nodeGroupsOf, type NodeGroup } from "./node-groups";
import { DEFAULT_NODE_TYPE, requireFeature, requireNodeType, requireTiering } from "./node-type";
import { type ParameterGroup, parameterGroupOf } from "./parameter-group";
import { requireRestore, type SnapshotToRestore } from "./restore";
import { serviceNotes } from "./service-notes";
import { requireSupportedProps } from "./unsupported-props";
import { DEFAULT_WINDOWS, requireWindows, type Windows } from "./windows";

/** A cluster on AWS with every choice made, as plain data. */
export interface AwsRedisModel {
  readonly environment: string;
  readonly region: string;
  readonly name: string;
  /** Of the replication group. */
  readonly id: string;
  /** Of what is made beside it: its groups of subnets, parameters and users, and its last snapshot. */
  readonly groupName: string;
  readonly engine: AwsEngine;
  readonly nodeType: string;
  /** Numbers of the first day: those that scale by themselves change. */
  readonly shards: number;
  readonly replicasPerShard: number;
  readonly port: number;
  readonly multiAz: boolean;
  /** `undefined`: the service divides slots and chooses zones. */
  readonly nodeGroups: readonly NodeGroup[] | undefined;
  readonly autoscaling: Autoscaling;
  readonly parameterGroup: ParameterGroup;
  /** Users of applications, for the manifest. */
  readonly applicationUsers: readonly RedisUser[];
  readonly users: readonly AwsUser[];
  readonly windows: Windows;
  readonly snapshotRetentionDays: number;
  readonly finalSnapshotName: string | undefined;
  readonly snapshotToRestore: SnapshotToRestore | undefined;
  readonly networkType: NetworkType;
  readonly dataTiering: boolean;
  readonly applyImmediately: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly logs: Required<RedisLogProps>;
  /** What the service decides or does in another way, each a sentence, for a synth to say. */
  readonly notes: readonly string[];
}

/**
 * Checks the props and fills in the defaults.
 *
 * @throws ValidationError REDIS_NAME, REDIS_SHARDS, REDIS_REPLICAS, REDIS_PORT, REDIS_MIN_REPLICAS,
 * REDIS_USER_TWICE, REDIS_USER_COMMAND_LATER, TOKEN_NOT_ALLOWED, ELASTICACHE_MULTI_AZ,
 * ELASTICACHE_ONE_ZONE, ELASTICACHE_DATA_TIERING, ELASTICACHE_SNAPSHOT_RETENTION, ELASTICACHE_FINAL_SNAPSHOT,
 * and those of the parts: engine, node type, parameter group, users,
 * node groups, autoscaling, windows, restore
 */
export function createAwsRedisModel(
  props: AwsRedisClusterProps,
  environment: AwsRedisEnvironment,
): AwsRedisModel {
  requireName("REDIS_NAME", "the name of a Redis cluster", props.name);
  requireSupportedProps(props);
  refuseToken("the zones of the subnets", environment.zones);
  const engine = awsEngineOf(props.engine ?? DEFAULT_AWS_ENGINE);
  const groupName = awsId(`cluster ${props.name}`, [environment.name, props.name]);
  const { replicationGroupId } = props;
  const id =
    replicationGroupId === undefined ? groupName : awsId("a cluster", [replicationGroupId]);
  const nodeType = requireNodeType(props.nodeType ?? DEFAULT_NODE_TYPE);
  const { shards, replicasPerShard } = nodeCountsOf(props);
  const dataTiering = props.dataTiering ?? false;
  requireTiering(nodeType, dataTiering);
  const networkType = props.networkType ?? "ipv4";
  if (networkType !== "ipv4") requireFeature(nodeType, "IPv6");
  const multiAz = multiAzOf(props.multiAz, replicasPerShard, environment.zones);
  const applicationUsers = requireDistinctUsers(props.users ?? []);
  requireGrantableCommands(applicationUsers, props.engine ?? DEFAULT_AWS_ENGINE);
  const { users, changed } = awsUsersOf({
    environment: environment.name,
    cluster: props.name,
    engine: engine.name,
    users: applicationUsers,
    authentication: props.authentication ?? {},
  });
  const parameterGroup = parameterGroupOf(props, engine, groupName);
  const nodes = { shards, replicas: replicasPerShard, nodeType };
  const snapshotRetentionDays = props.snapshotRetentionDays ?? 7;
  requireInteger("ELASTICACHE_SNAPSHOT_RETENTION", "snapshotRetentionDays", snapshotRetentionDays, {
    min: 0,
    max: 35,
    unit: "days",
  });
  const port = props.port ?? 6380;
  requireInteger("REDIS_PORT", "the port", port, { min: 1024, max: 65535 });
  return {
    environment: environment.name,
    region: environment.region,
    name: props.name,
    id,
    groupName,
    engine,
    nodeType,
    shards,
    replicasPerShard,
    port,
    multiAz,
    nodeGroups:
      props.nodeGroups === undefined
        ? undefined
        : nodeGroupsOf(props.nodeGroups, {
            shards,
            replicasPerShard,
            zones: environment.zones,
            multiAz,
          }),
    autoscaling: autoscalingOf(props.autoscaling ?? {}, nodes),
    parameterGroup,
    applicationUsers,
    users,
    windows: requireWindows({
      maintenance: props.maintenanceWindow ?? DEFAULT_WINDOWS.maintenance,
      snapshot: props.snapshotWindow ?? DEFAULT_WINDOWS.snapshot,
    }),
    snapshotRetentionDays,
    finalSnapshotName: finalSnapshotNameOf(groupName, props.finalSnapshot),
    snapshotToRestore: requireRestore(props.snapshotToRestore),
    networkType,
    dataTiering,
    applyImmediately: props.applyImmediately ?? false,
    removalPolicy: props.removalPolicy ?? "retain",
    logs: {
      slow: props.logs?.slow ?? true,
      engine: props.logs?.engine ?? true,
      format: props.logs?.format ?? "json",
    },
    notes: serviceNotes({ shards, parameterGroup, changed }),
  };
}
