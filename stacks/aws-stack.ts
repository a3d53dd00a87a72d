import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { AlarmTopic } from "../constructs/aws/alarm-topic";
import type { AwsEnvironment } from "../constructs/aws/aws-environment";
import type { AwsPlace } from "../constructs/aws/aws-place";
import { AwsVpc } from "../constructs/aws/aws-vpc";
import type { AwsTags } from "../constructs/aws/default-tags";
import { EncryptionKey } from "../constructs/aws/encryption-key";
import { existingNetwork, type IAwsNetwork } from "../constructs/aws/network";
import { AwsProviders } from "../constructs/aws/providers";
import type { RemovalPolicy } from "../constructs/aws/removal-policy";
import type { S3StateProps } from "../constructs/aws/state-backend";
import { RING_SERVICES } from "../constructs/memcached/aws/ring-services";
import type { AwsEndpointService } from "../constructs/aws/vpc-endpoints";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";
import type { Manifest } from "../constructs/core/manifest";
import { SMOKE_NAME, SmokeTask, type SmokeTaskProps } from "../constructs/harness/aws/smoke-task";
import { AwsElastiCacheMemcached } from "../constructs/memcached/aws/aws-elasticache-memcached";
import { AwsMemcached } from "../constructs/memcached/aws/aws-memcached";
import type { AwsMemcachedProps } from "../constructs/memcached/aws/aws-memcached-props";
import type { AwsElastiCacheMemcachedProps } from "../constructs/memcached/aws/elasticache-props";
import { AwsRedisCluster } from "../constructs/redis/aws/aws-redis-cluster";
import type { AwsRedisClusterProps } from "../constructs/redis/aws/aws-redis-props";
import { AwsServerlessRedis } from "../constructs/redis/aws/serverless-redis";
import type { ServerlessRedisProps } from "../constructs/redis/aws/serverless-redis-model";
import { warnOnce } from "../constructs/terraform/warn-once";
import { requireDistinctIds, requireDistinctNames } from "./distinct-places";
import { EnvironmentStack } from "./environment-stack";

/** What the harness asks for faults. */
const FAULT_SERVICES: readonly AwsEndpointService[] = ["ecs", "elasticache"];

/** A network that the stack makes. */
export interface OwnNetworkProps {
  /** Two zones or more. */
  readonly availabilityZones: readonly string[];
  /** @default - as in `AwsVpc` */
  readonly cidr?: string;
  /** @default - none */
  readonly endpoints?: readonly AwsEndpointService[];
}

/** A network that is there. */
export interface GivenNetworkProps {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly availabilityZones: readonly string[];
  /** @default false */
  readonly allowSingleZone?: boolean;
  /**
   * What the nodes of rings reach AWS services by: the groups of interface endpoints, and the prefix list
   * of S3.
   *
   * @default - nothing: the environment has no rings
   */
  readonly serviceEndpoints?: {
    readonly securityGroupIds?: readonly string[];
    readonly prefixListIds?: readonly string[];
  };
}

/** An environment on AWS. */
export interface AwsStackProps {
  readonly aws: AwsEnvironment;
  readonly paths: EnvironmentPaths;
  readonly network: OwnNetworkProps | GivenNetworkProps;
  /** @default - the environment's folder, which nobody else has: a warning says so */
  readonly state?: S3StateProps;
  /** @default - none */
  readonly tags?: AwsTags;
  /** What becomes of the environment's key, and so of all that it encrypts. @default "retain" */
  readonly removalPolicy?: RemovalPolicy;
  /** Addresses that are told of alarms; each confirms once. @default - none: subscribe others to the topic */
  readonly alarmEmails?: readonly string[];
  /** @default - none */
  readonly redis?: readonly AwsRedisClusterProps[];
  /** Serverless caches for Redis and Valkey. @default - none */
  readonly serverless?: readonly ServerlessRedisProps[];
  /** @default - none */
  readonly memcached?: readonly AwsMemcachedProps[];
  /** Rings that know no login. @default - none */
  readonly elastiCacheMemcached?: readonly AwsElastiCacheMemcachedProps[];
  /** The harness as a task, for `cachefort smoke --via ecs`. @default - none */
  readonly smoke?: SmokeTaskProps;
}

/**
 * Every cluster, serverless cache and ring of an environment on AWS, in one network and under one key. Its
 * output `manifests` holds the manifest of each by name; `smoke` says how the harness is started, where it is a
 * task.
 *
 * @throws ValidationError NAME_TWICE, ELASTICACHE_ID_TWICE, and those of the network, clusters and caches
 */
export class AwsStack extends EnvironmentStack {
  readonly manifests: Readonly<Record<string, Manifest>>;
  readonly place: AwsPlace;
  readonly clusters: readonly AwsRedisCluster[];
  readonly serverless: readonly AwsServerlessRedis[];
  readonly rings: readonly AwsMemcached[];
  /** Rings that know no login. */
  readonly elastiCacheRings: readonly AwsElastiCacheMemcached[];
  /** `undefined` where the harness is no task. */
  readonly smokeTask: SmokeTask | undefined;

  constructor(scope: Construct, id: string, props: AwsStackProps) {
    const { aws: environment, paths, removalPolicy, state, tags } = props;
    const { elastiCacheMemcached = [], memcached = [], redis = [], serverless = [] } = props;
    super(scope, id, paths, state);
    requireDistinctNames([
      ...[...redis, ...serverless, ...memcached, ...elastiCacheMemcached].map(({ name }) => name),
      ...(props.smoke === undefined ? [] : [SMOKE_NAME]),
    ]);
    if (state === undefined) {
      warnOnce(
        this,
        "the state lies in the environment's folder alone: a deployment from anywhere else would make everything anew; set state",
      );
    }
    new AwsProviders(this, "providers", {
      environment,
      ...(tags === undefined ? {} : { tags }),
    });
    const encryptionKey = new EncryptionKey(this, "key", {
      environment,
      name: "data",
      allow: ["alarms", "elasticache", "logs", "secretsmanager"],
      ...(removalPolicy === undefined ? {} : { removalPolicy }),
    });
    const network = this.networkOf(props, encryptionKey);
    const alarmTopic = new AlarmTopic(this, "alarms", {
      environment,
      encryptionKey,
      ...(props.alarmEmails === undefined ? {} : { emails: props.alarmEmails }),
    });
    const place: AwsPlace = { environment, network, encryptionKey, alarmTopic };
    this.place = place;
    this.clusters = redis.map(
      (cluster) => new AwsRedisCluster(this, cluster.name, { ...cluster, aws: place }),
    );
    requireDistinctIds(
      "replication groups",
      this.clusters.map(({ name, replicationGroupId: id }) => ({ name, id })),
    );
    this.serverless = serverless.map(
      (cache) => new AwsServerlessRedis(this, cache.name, { ...cache, aws: place }),
    );
    const caches = [...this.clusters, ...this.serverless];
    requireDistinctIds(
      "users",
      caches.flatMap(({ model, name }) => model.users.map((user) => ({ name, id: user.id }))),
    );
    this.rings = memcached.map(
      (ring) => new AwsMemcached(this, ring.name, { ...ring, aws: place }),
    );
    this.elastiCacheRings = elastiCacheMemcached.map(
      (ring) => new AwsElastiCacheMemcached(this, ring.name, { ...ring, aws: place }),
    );
    const all = [...caches, ...this.rings, ...this.elastiCacheRings];
    this.manifests = this.putOut(all.map(({ manifest }) => manifest));
    this.smokeTask = this.smokeTaskOf(props, place);
  }

  private smokeTaskOf({ smoke }: AwsStackProps, aws: AwsPlace): SmokeTask | undefined {
    if (smoke === undefined) return undefined;
    const { clusters, elastiCacheRings, rings, serverless } = this;
    const task = new SmokeTask(this, SMOKE_NAME, {
      ...smoke,
      ...{ aws, clusters, elastiCacheRings, rings, serverless },
    });
    new TerraformOutput(this, "smoke-task", { value: task.output }).overrideLogicalId(SMOKE_NAME);
    return task;
  }

  private networkOf(props: AwsStackProps, encryptionKey: EncryptionKey): IAwsNetwork {
    const { aws: environment, memcached = [], network, smoke } = props;
    if ("vpcId" in network) {
      const { serviceEndpoints = {}, ...given } = network;
      const { prefixListIds = [], securityGroupIds = [] } = serviceEndpoints;
      const peers = [
        ...securityGroupIds,
        ...prefixListIds.map((prefixListId) => ({ prefixListId })),
      ];
      return existingNetwork({ environment, ...given, serviceEndpoints: peers });
    }
    const endpoints = [
      ...(network.endpoints ?? []),
      ...(memcached.length > 0 || smoke !== undefined ? RING_SERVICES : []),
      ...(smoke?.faults === true ? FAULT_SERVICES : []),
    ];
    return new AwsVpc(this, "vpc", { environment, encryptionKey, ...network, endpoints });
  }
}
