import { arnOf } from "../../aws/arn";
import type { AwsEnvironment } from "../../aws/aws-environment";
import type { PolicyStatement } from "../../aws/policy-document";

/** A cache that users connect to, by its id or name. */
export type ConnectableCache =
  { readonly replicationGroupId: string } | { readonly serverlessCacheName: string };

/**
 * What lets a role log in as one user to one cache. IAM asks for both of them together: neither may the
 * role be another user of the cache, nor the same user of another cache.
 *
 * Source: "Actions, resources, and condition keys for Amazon ElastiCache", action Connect.
 */
export function connectStatements(
  environment: AwsEnvironment,
  cache: ConnectableCache,
  userId: string,
): readonly PolicyStatement[] {
  return [
    {
      Sid: "ConnectAsOneUser",
      Effect: "Allow",
      Action: "elasticache:Connect",
      Resource: [cacheArn(environment, cache), arnOf(environment, "elasticache", `user:${userId}`)],
    },
  ];
}

function cacheArn(environment: AwsEnvironment, cache: ConnectableCache): string {
  const resource =
    "replicationGroupId" in cache
      ? `replicationgroup:${cache.replicationGroupId}`
      : `serverlesscache:${cache.serverlessCacheName}`;
  return arnOf(environment, "elasticache", resource);
}
