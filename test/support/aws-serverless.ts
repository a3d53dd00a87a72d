import type { TerraformStack } from "cdktf";
import type { AwsPlace } from "../../constructs/aws/aws-place";
import { AwsServerlessRedis } from "../../constructs/redis/aws/serverless-redis";
import type { ServerlessRedisProps } from "../../constructs/redis/aws/serverless-redis-model";
import { emptyStack } from "./aws";
import { existingPlace } from "./aws-cluster";

/** A stack with a serverless cache named `sessions`, with the defaults where nothing else is said. */
export function awsServerless(
  props: Partial<ServerlessRedisProps> = {},
  place: Partial<AwsPlace> = {},
): { stack: TerraformStack; cache: AwsServerlessRedis } {
  const stack = emptyStack();
  const aws = existingPlace(place);
  const cache = new AwsServerlessRedis(stack, "sessions", { name: "sessions", ...props, aws });
  return { stack, cache };
}
