import {
  type AwsRedisModel,
  createAwsRedisModel,
} from "../../constructs/redis/aws/aws-redis-model";
import type {
  AwsRedisClusterProps,
  AwsRedisEnvironment,
} from "../../constructs/redis/aws/aws-redis-props";

/** A model of a cluster named `sessions` over three zones, with the defaults where nothing else is said. */
export function awsRedisModel(
  props: Partial<AwsRedisClusterProps> = {},
  environment: Partial<AwsRedisEnvironment> = {},
): AwsRedisModel {
  return createAwsRedisModel(
    { name: "sessions", ...props },
    {
      name: "prod",
      region: "eu-central-1",
      zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
      ...environment,
    },
  );
}
