import type { RemovalPolicy } from "../../aws/removal-policy";
import type { RedisClusterProps } from "../props";
import type { RedisAlarmProps } from "./alarm-settings";
import type { AutoscalingProps } from "./autoscaling";
import type { NodeGroupProps } from "./node-groups";
import type { SnapshotToRestore } from "./restore";
import type { UserAuthentication } from "./user-authentication";

/** Which addresses nodes have; at creation only. */
export type NetworkType = "ipv4" | "dual_stack" | "ipv6";

/** A parameter group that somebody else keeps. */
export interface ExistingParameterGroup {
  readonly name: string;
  /** Its family, such as `valkey8`: it must be the engine's. */
  readonly family: string;
}

/** Logs of the servers, each in a log group of its own. */
export interface RedisLogProps {
  /** Commands that took longer than 10 ms. @default true */
  readonly slow?: boolean;
  /** What the server itself says. @default true */
  readonly engine?: boolean;
  /** @default "json" */
  readonly format?: "json" | "text";
}

/**
 * A Redis or Valkey Cluster of ElastiCache, in cluster mode with TLS required, encrypted at rest, with a
 * user group. Automatic failover is always on: cluster mode demands it.
 *
 * `engine` is a line such as `RedisEngine.valkey("8.1")`, of those that the service offers, 8.1 of Valkey
 * by default. `shards` may be 1 to 500: with fewer than 3 the service alone promotes. `nodeTimeoutMs`,
 * `persistence` and `maxMemoryMib` are the service's own and refused with ELASTICACHE_PROP_UNSUPPORTED.
 * `renamedCommands` disables through the parameter group; no command can have a secret name.
 */
export interface AwsRedisClusterProps extends RedisClusterProps {
  /**
   * Id of a replication group that is to be taken over, see `AwsRedisCluster.importExisting`. Another id is
   * another cluster.
   *
   * @default - names of environment and cluster with a hyphen between them
   */
  readonly replicationGroupId?: string;
  /** @default "cache.t4g.small" */
  readonly nodeType?: string;
  /**
   * TLS port of every node, 1024 to 65535. Not 6379, which is searched first.
   *
   * @default 6380
   */
  readonly port?: number;
  /**
   * Spreads each shard over two zones or more; takes a replica, and subnets in two zones.
   *
   * @default - true with replicas, false without
   */
  readonly multiAz?: boolean;
  /**
   * Slots and zones of each shard; at creation only.
   *
   * @default - the service divides the slots evenly and chooses the zones
   */
  readonly nodeGroups?: readonly NodeGroupProps[];
  /** @default - shards and replicas stay as they are */
  readonly autoscaling?: AutoscalingProps;
  /**
   * How users log in, by their name.
   *
   * @default - UserAuthentication.iam() for each
   */
  readonly authentication?: Readonly<Record<string, UserAuthentication>>;
  /**
   * Weekly window in UTC, an hour or more: `ddd:hh:mm-ddd:hh:mm`.
   *
   * @default "sun:03:00-sun:04:00"
   */
  readonly maintenanceWindow?: string;
  /**
   * Daily window in UTC, an hour or more: `hh:mm-hh:mm`.
   *
   * @default "01:00-02:00"
   */
  readonly snapshotWindow?: string;
  /**
   * Days that the daily snapshot is kept, 0 to 35; 0 makes none.
   *
   * @default 7
   */
  readonly snapshotRetentionDays?: number;
  /**
   * Whether a snapshot is kept when the cluster is destroyed, or how its name ends. A cluster that is made
   * and destroyed again needs another ending, deployed before the destruction, or the old one renamed.
   *
   * @default true - with the ending `final`
   */
  readonly finalSnapshot?: boolean | string;
  /** Data to begin with; at creation only. @default - none: the cluster begins empty */
  readonly snapshotToRestore?: SnapshotToRestore;
  /** @default "ipv4" */
  readonly networkType?: NetworkType;
  /** Keeps what is rarely used on local disks; the node type must be of r6gd, and r6gd demands it. @default false */
  readonly dataTiering?: boolean;
  /**
   * A parameter group of somebody else. It then decides fullCoverage, eviction, durability and
   * renamedCommands, which are refused beside it.
   *
   * @default - an own one
   */
  readonly parameterGroup?: ExistingParameterGroup;
  /** Changes at once instead of in the maintenance window. @default false */
  readonly applyImmediately?: boolean;
  /** `retain`: a plan that would destroy the cluster fails. @default "retain" */
  readonly removalPolicy?: RemovalPolicy;
  /** @default - both logs, as JSON */
  readonly logs?: RedisLogProps;
  /** @default - every signal with the threshold of `docs/monitoring.md`, told to the topic of the place */
  readonly alarms?: RedisAlarmProps;
}

/** Where a cluster is made. */
export interface AwsRedisEnvironment {
  readonly name: string;
  readonly region: string;
  /** Zones of the subnets that nodes may lie in. */
  readonly zones: readonly string[];
}
