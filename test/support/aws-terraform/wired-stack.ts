import type { Construct } from "constructs";
import { AwsSecurityGroup } from "../../../constructs/aws/security-group";
import type { AwsRedisClusterProps } from "../../../constructs/redis/aws/aws-redis-props";
import { UserAuthentication } from "../../../constructs/redis/aws/user-authentication";
import type { AwsMemcachedProps } from "../../../constructs/memcached/aws/aws-memcached-props";
import { RedisUser } from "../../../constructs/redis/user";
import { SIGNALS } from "../../../monitor/thresholds";
import type { AwsStack } from "../../../stacks/aws-stack";
import { environment } from "../aws";
import { awsStack } from "../aws-stack";

/** Two alarms stand for all. */
const alarmsWithout = (...unknown: readonly string[]) => ({
  off: SIGNALS.map(({ id }) => id).filter(
    (id) => !["memory", "connections", ...unknown].includes(id),
  ),
});

const CLUSTERS: readonly AwsRedisClusterProps[] = [
  {
    name: "sessions",
    users: [
      RedisUser.readWrite("api", { keys: ["session:*"] }),
      RedisUser.readOnly("report", { keys: ["session:*"] }),
    ],
    authentication: {
      api: UserAuthentication.password({ alternating: true }),
      report: UserAuthentication.password(),
    },
    alarms: alarmsWithout(),
  },
  {
    name: "carts",
    nodeType: "cache.r7g.large",
    users: [RedisUser.readWrite("shop", { keys: ["cart:*"] })],
    autoscaling: {
      shards: { min: 3, max: 4, targetPercent: 60 },
      replicas: { min: 1, max: 2, targetPercent: 50 },
    },
    // Its nodes do not burst.
    alarms: alarmsWithout("cpu-credits"),
  },
];

const RINGS: readonly AwsMemcachedProps[] = [
  { name: "pages", nodes: 2, users: [{ name: "web" }, { name: "worker" }] },
  { name: "feeds", nodes: 1, users: [{ name: "web" }] },
];

/** A stack in which everything that can refer to something does: two clusters, so that each could be mistaken. */
export function wiredStack(scope: Construct): AwsStack {
  const { region } = environment;
  const stack = awsStack(scope, {
    network: {
      availabilityZones: ["a", "b", "c"].map((zone) => `${region}${zone}`),
      endpoints: ["logs", "s3"],
    },
    alarmEmails: ["on-call@example.com"],
    redis: CLUSTERS,
    memcached: RINGS,
  });
  const servers = new AwsSecurityGroup(stack, "servers", {
    environment,
    name: "servers",
    description: "Servers of the shop",
    vpcId: stack.place.network.vpcId,
  });
  for (const cluster of stack.clusters) {
    cluster.connections.allowDefaultPortFrom(servers, `Servers read and write ${cluster.name}`);
  }
  stack.clusters.find(({ name }) => name === "carts")?.grantConnect("shop", "shop");
  return stack;
}
