import type { AwsRedisClusterProps } from "../../../constructs/redis/aws/aws-redis-props";
import { UserAuthentication } from "../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../constructs/redis/engine";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { RedisUser } from "../../../constructs/redis/user";
import { SIGNALS } from "../../../monitor/thresholds";

const LARGE = "cache.r7g.large";
const SLOTS = ["0-5460", "5461-10922", "10923-16383"];
const api = RedisUser.readWrite("api", { keys: ["session:*"], channels: ["session:*"] });
const report = RedisUser.readOnly("report", { keys: ["session:*"] });

/** Alarms of one cluster stand for those of all: there are hundreds. One without replicas has fewer. */
const WITHOUT_ALARMS = {
  off: SIGNALS.filter(({ needs }) => needs === undefined).map(({ id }) => id),
};

/** Each optional feature, in a cluster of its own. */
const FEATURES: readonly AwsRedisClusterProps[] = [
  { name: "defaults" },
  { name: "redis-7", engine: RedisEngine.redis("7.1"), users: [api] },
  { name: "valkey-7", engine: RedisEngine.valkey("7.2") },
  { name: "valkey-9", engine: RedisEngine.valkey("9.0") },
  {
    name: "passwords",
    users: [api, report],
    authentication: {
      api: UserAuthentication.password({ alternating: true }),
      report: UserAuthentication.password(),
    },
  },
  {
    name: "scaling",
    nodeType: LARGE,
    autoscaling: {
      shards: { min: 3, max: 6, targetPercent: 60, metric: "memory" },
      replicas: { min: 1, max: 3, targetPercent: 50 },
    },
  },
  { name: "tiered", nodeType: "cache.r6gd.xlarge", dataTiering: true },
  { name: "dual-stack", nodeType: LARGE, networkType: "dual_stack" },
  { name: "ipv6", nodeType: LARGE, networkType: "ipv6" },
  { name: "restored", snapshotToRestore: { snapshotName: "older" } },
  { name: "from-s3", snapshotToRestore: { s3Arns: SLOTS.map((s) => `arn:aws:s3:::b/${s}.rdb`) } },
  { name: "foreign-group", parameterGroup: { name: "ours", family: "valkey8" } },
  { name: "alone", shards: 1, replicasPerShard: 0, finalSnapshot: false, removalPolicy: "destroy" },
  {
    name: "strict",
    eviction: "noeviction",
    fullCoverage: true,
    durability: { minReplicasToWrite: 1 },
    renamedCommands: RenamedCommands.of({ disabled: ["KEYS", "FLUSHALL"], renamed: [] }),
    logs: { slow: false, format: "text" },
    applyImmediately: true,
  },
  {
    name: "placed",
    nodeGroups: SLOTS.map((slots) => ({
      slots,
      primaryZone: "eu-central-1a",
      replicaZones: ["eu-central-1b"],
    })),
  },
];

/** Clusters that have every optional feature between them. */
export const CLUSTERS: readonly AwsRedisClusterProps[] = FEATURES.map((cluster) =>
  cluster.name === "defaults" ? cluster : { ...cluster, alarms: WITHOUT_ALARMS },
);
