import type { AwsRedisClusterProps } from "../../../../constructs/redis/aws/aws-redis-props";
import {
  createGlobalDatastoreModel,
  type GlobalDatastoreProps,
} from "../../../../constructs/redis/aws/global-datastore";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { awsRedisModel } from "../../../support/aws-redis-model";
import { codedError } from "../../../support/coded";

const member = (region: string, props: Partial<AwsRedisClusterProps> = {}) =>
  awsRedisModel(
    { name: `sessions-${region}`, nodeType: "cache.r7g.large", ...props },
    { region, zones: [`${region}a`, `${region}b`] },
  );
const datastore = (props: Partial<GlobalDatastoreProps> = {}) =>
  createGlobalDatastoreModel({
    name: "sessions",
    primary: member("eu-central-1"),
    secondaries: [member("eu-west-1")],
    ...props,
  });

test("its members are the clusters, which may differ in replicas", () => {
  const secondaries = [member("eu-west-1", { replicasPerShard: 2 }), member("us-east-1")];
  expect(datastore({ secondaries })).toEqual({
    suffix: "sessions",
    engine: { name: "valkey", version: "8.1", family: "valkey8" },
    nodeType: "cache.r7g.large",
    shards: 3,
    members: [
      { role: "primary", region: "eu-central-1", id: "prod-sessions-eu-central-1" },
      { role: "secondary", region: "eu-west-1", id: "prod-sessions-eu-west-1" },
      { role: "secondary", region: "us-east-1", id: "prod-sessions-us-east-1" },
    ],
  });
});

const nodeGroups = ["0-5460", "5461-10922", "10923-16383"].map((slots) => ({
  slots,
  primaryZone: "eu-central-1a",
  replicaZones: ["eu-central-1b"],
}));
const autoscaling = { shards: { min: 3, max: 6, targetPercent: 50 } };

test.each<[string, Partial<GlobalDatastoreProps>]>([
  ["ELASTICACHE_ID", { name: "Sessions" }],
  ["ELASTICACHE_GLOBAL_MEMBERS", { secondaries: [] }],
  [
    "ELASTICACHE_GLOBAL_MEMBERS",
    { secondaries: ["eu-west-1", "eu-west-2", "us-east-1"].map((region) => member(region)) },
  ],
  ["ELASTICACHE_GLOBAL_REGION", { secondaries: [member("eu-central-1")] }],
  [
    "ELASTICACHE_GLOBAL_ID",
    { secondaries: [member("eu-west-1", { name: "sessions-eu-central-1" })] },
  ],
  [
    "ELASTICACHE_NODE_TYPE_FEATURE",
    {
      primary: member("eu-central-1", { nodeType: "cache.t4g.small" }),
      secondaries: [member("eu-west-1", { nodeType: "cache.t4g.small" })],
    },
  ],
  [
    "ELASTICACHE_GLOBAL_DIFFERENT",
    { secondaries: [member("eu-west-1", { engine: RedisEngine.valkey("8.0") })] },
  ],
  ["ELASTICACHE_GLOBAL_DIFFERENT", { secondaries: [member("eu-west-1", { shards: 4 })] }],
  [
    "ELASTICACHE_GLOBAL_DIFFERENT",
    { secondaries: [member("eu-west-1", { nodeType: "cache.r7g.xlarge" })] },
  ],
  ["ELASTICACHE_GLOBAL_DIFFERENT", { secondaries: [member("eu-west-1", { multiAz: false })] }],
  ["ELASTICACHE_GLOBAL_NODE_GROUPS", { primary: member("eu-central-1", { nodeGroups }) }],
  ["ELASTICACHE_GLOBAL_NETWORK", { primary: member("eu-central-1", { networkType: "ipv6" }) }],
  ["ELASTICACHE_GLOBAL_REPLICAS", { secondaries: [member("eu-west-1", { replicasPerShard: 0 })] }],
  ["ELASTICACHE_GLOBAL_AUTOSCALING", { primary: member("eu-central-1", { autoscaling }) }],
  ["ELASTICACHE_GLOBAL_AUTOSCALING", { secondaries: [member("eu-west-1", { autoscaling })] }],
])("%s", (code, props) => {
  expect(codedError(() => datastore(props)).code).toBe(code);
});
