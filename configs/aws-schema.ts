import { z } from "zod";
import { AWS_ENDPOINT_SERVICES } from "../constructs/aws/vpc-endpoints";
import { MEMCACHED_SIGNALS } from "../monitor/memcached-signals";
import { RING_SIGNALS } from "../monitor/ring-signals";
import { SERVERLESS_SIGNALS } from "../monitor/serverless-thresholds";
import { SIGNALS } from "../monitor/thresholds";
import { containerImage, memcachedImage, memcachedRing, redisCluster } from "./cluster-schema";

const zones = z.array(z.string());

/** A network of the environment's own, or one that is there. */
const network = z.union([
  z.strictObject({
    availabilityZones: zones,
    cidr: z.string().optional(),
    endpoints: z.array(z.enum(AWS_ENDPOINT_SERVICES)).optional(),
  }),
  z.strictObject({
    vpcId: z.string(),
    subnetIds: z.array(z.string()),
    availabilityZones: zones,
    allowSingleZone: z.boolean().optional(),
    serviceEndpoints: z
      .strictObject({
        securityGroupIds: z.array(z.string()).optional(),
        prefixListIds: z.array(z.string()).optional(),
      })
      .optional(),
  }),
]);

const state = z.strictObject({
  bucket: z.string(),
  region: z.string(),
  key: z.string().optional(),
  kmsKeyArn: z.string().optional(),
});

const alarmsOf = <Id extends string>(ids: readonly Id[]) => {
  const signal = z.enum(ids);
  return z
    .strictObject({
      thresholds: z.partialRecord(signal, z.number()).optional(),
      off: z.array(signal).optional(),
    })
    .optional();
};
const scaling = { min: z.number(), max: z.number(), targetPercent: z.number() };
const removalPolicy = z.enum(["retain", "destroy"]).optional();

const authentication = z
  .record(
    z.string(),
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("iam") }),
      z.strictObject({
        type: z.literal("password"),
        rotation: z.number().optional(),
        alternating: z.boolean().optional(),
      }),
    ]),
  )
  .optional();

/** Fields that only ElastiCache has; what each means stands with the props of the same name. */
const awsRedisCluster = redisCluster.extend({
  replicationGroupId: z.string().optional(),
  nodeType: z.string().optional(),
  multiAz: z.boolean().optional(),
  nodeGroups: z
    .array(z.strictObject({ slots: z.string(), primaryZone: z.string(), replicaZones: zones }))
    .optional(),
  autoscaling: z
    .strictObject({
      shards: z
        .strictObject({ ...scaling, metric: z.enum(["cpu", "memory"]).optional() })
        .optional(),
      replicas: z.strictObject(scaling).optional(),
    })
    .optional(),
  authentication,
  maintenanceWindow: z.string().optional(),
  snapshotWindow: z.string().optional(),
  snapshotRetentionDays: z.number().optional(),
  finalSnapshot: z.union([z.boolean(), z.string()]).optional(),
  snapshotToRestore: z
    .union([
      z.strictObject({ snapshotName: z.string() }),
      z.strictObject({ s3Arns: z.array(z.string()) }),
    ])
    .optional(),
  networkType: z.enum(["ipv4", "dual_stack", "ipv6"]).optional(),
  dataTiering: z.boolean().optional(),
  parameterGroup: z.strictObject({ name: z.string(), family: z.string() }).optional(),
  applyImmediately: z.boolean().optional(),
  removalPolicy,
  alarms: alarmsOf(SIGNALS.map(({ id }) => id)),
  logs: z
    .strictObject({
      slow: z.boolean().optional(),
      engine: z.boolean().optional(),
      format: z.enum(["json", "text"]).optional(),
    })
    .optional(),
});

/** Fields that only a ring on Fargate has; what each means stands with the props of the same name. */
const awsMemcachedRing = memcachedRing.extend({
  image: memcachedImage.optional(),
  authentication: z
    .record(
      z.string(),
      z.strictObject({ rotation: z.number().optional(), alternating: z.boolean().optional() }),
    )
    .optional(),
  certificateRotation: z.number().optional(),
  cpuUnits: z.number().optional(),
  architecture: z.enum(["x86_64", "arm64"]).optional(),
  logRetentionDays: z.number().optional(),
  metricsSeconds: z.number().optional(),
  alarms: alarmsOf(RING_SIGNALS.map(({ id }) => id)),
  rotationLambdaArn: z.string().optional(),
});

const usageLimit = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .optional();

/** A serverless cache: what shapes nodes is no field of it. */
const awsServerlessRedis = redisCluster.pick({ name: true, engine: true, users: true }).extend({
  authentication,
  storageGb: usageLimit,
  ecpuPerSecond: usageLimit,
  snapshotTime: z.string().optional(),
  snapshotRetentionDays: z.number().optional(),
  snapshotArnsToRestore: z.array(z.string()).optional(),
  removalPolicy,
  alarms: alarmsOf(SERVERLESS_SIGNALS.map(({ id }) => id)),
});

/** A ring in ElastiCache, which knows no login; what each field means stands with the props of the same name. */
const elastiCacheRing = z.strictObject({
  name: z.string(),
  withoutAuthentication: z.literal(true),
  nodes: z.number().optional(),
  nodeType: z.string().optional(),
  engineVersion: z.string().optional(),
  zones: zones.optional(),
  port: z.number().optional(),
  maxItemSizeBytes: z.number().optional(),
  connectionOverheadMib: z.number().optional(),
  idleTimeoutSeconds: z.number().optional(),
  allowFlushAll: z.boolean().optional(),
  maintenanceWindow: z.string().optional(),
  removalPolicy,
  alarms: alarmsOf(MEMCACHED_SIGNALS.map(({ id }) => id)),
});

export const awsEnvironment = z.strictObject({
  target: z.literal("aws"),
  region: z.string(),
  /** Number of the account; Terraform refuses to work with another one. */
  account: z.string(),
  network,
  /** @default - the environment's folder, which nobody else has */
  state: state.optional(),
  /** Tags of every resource. */
  tags: z.record(z.string(), z.string()).optional(),
  /** Addresses that are told of alarms. */
  alarmEmails: z.array(z.string()).optional(),
  /** What becomes of the environment's key. */
  removalPolicy,
  redis: z.array(awsRedisCluster).default([]),
  /** Serverless caches for Redis and Valkey. */
  serverless: z.array(awsServerlessRedis).default([]),
  memcached: z.array(awsMemcachedRing).default([]),
  /** Rings without logins, which the network alone guards. */
  elastiCacheMemcached: z.array(elastiCacheRing).default([]),
  /** The harness as a task, for `cachefort smoke --via ecs`. */
  smoke: z
    .strictObject({
      image: containerImage,
      faults: z.boolean().optional(),
      architecture: z.enum(["x86_64", "arm64"]).optional(),
      reportBucket: z
        .strictObject({
          bucketName: z.string(),
          prefix: z.string().optional(),
          encryptionKeyArn: z.string().optional(),
          bucketOwner: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
});
