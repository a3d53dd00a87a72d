import { awsRedisPropsOf, serverlessRedisPropsOf } from "../../configs/aws-redis-props";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import { awsEnvironment } from "../../constructs/aws/aws-environment";
import { namespaceOf } from "../../constructs/aws/names";
import {
  type AwsMemcachedModel,
  createAwsMemcachedModel,
} from "../../constructs/memcached/aws/aws-memcached-model";
import {
  type AwsRedisModel,
  createAwsRedisModel,
} from "../../constructs/redis/aws/aws-redis-model";
import {
  createServerlessRedisModel,
  type ServerlessRedisModel,
} from "../../constructs/redis/aws/serverless-redis-model";

/** What an environment on AWS is made of, without what only its network knows. */
export interface AwsModels {
  readonly clusters: readonly AwsRedisModel[];
  readonly serverless: readonly ServerlessRedisModel[];
  readonly rings: readonly AwsMemcachedModel[];
}

/**
 * Every cluster, serverless cache and ring of an environment on AWS.
 *
 * @throws ValidationError as `createAwsRedisModel`, `createServerlessRedisModel` and `createAwsMemcachedModel`
 */
export function modelsOf(name: string, environment: AwsEnvironmentConfig): AwsModels {
  const { account, memcached, network, redis, region, serverless } = environment;
  const aws = awsEnvironment({ name, region, account });
  const place = { name, region, zones: network.availabilityZones };
  return {
    clusters: redis.map((cluster) => createAwsRedisModel(awsRedisPropsOf(cluster), place)),
    serverless: serverless.map((cache) =>
      createServerlessRedisModel(serverlessRedisPropsOf(cache), place),
    ),
    rings: memcached.map((ring) =>
      createAwsMemcachedModel(ring, { environment: aws, domain: namespaceOf(aws) }),
    ),
  };
}
