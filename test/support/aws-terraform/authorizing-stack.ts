import type { Construct } from "constructs";
import { AWS_ENDPOINT_SERVICES } from "../../../constructs/aws/vpc-endpoints";
import { ImportedRedisCluster } from "../../../constructs/redis/aws/imported-redis-cluster";
import { AwsServerlessRedis } from "../../../constructs/redis/aws/serverless-redis";
import { RedisUser } from "../../../constructs/redis/user";
import type { AwsStack } from "../../../stacks/aws-stack";
import { environment } from "../aws";
import { SMOKE_WITH_ALL } from "../aws-smoke";
import { awsStack } from "../aws-stack";

const users = [RedisUser.readOnly("report", { keys: ["session:*"] })];

/** A stack with every policy that the kit writes, each grant used: to what is made, and to what was there. */
export function authorizingStack(scope: Construct): AwsStack {
  const stack = awsStack(scope, {
    network: {
      availabilityZones: ["a", "b"].map((zone) => `${environment.region}${zone}`),
      endpoints: AWS_ENDPOINT_SERVICES,
    },
    redis: [{ name: "sessions", users, alarms: { off: [] } }],
    memcached: [{ name: "pages", nodes: 1, users: [{ name: "web" }] }],
    smoke: SMOKE_WITH_ALL,
  });
  const { place } = stack;
  const serverless = new AwsServerlessRedis(stack, "events", { name: "events", users, aws: place });
  serverless.grantConnect("collector", "report");
  for (const cluster of stack.clusters) {
    cluster.grantConnect("reports", "report");
    const imported = new ImportedRedisCluster(stack, "imported", {
      environment,
      manifest: cluster.manifest,
      securityGroupId: "sg-0123456789abcdef0",
    });
    imported.grantConnect("audit", "report");
  }
  return stack;
}
