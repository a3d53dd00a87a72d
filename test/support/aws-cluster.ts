import type { TerraformStack } from "cdktf";
import { type AwsPlace } from "../../constructs/aws/aws-place";
import { existingNetwork } from "../../constructs/aws/network";
import { AwsRedisCluster } from "../../constructs/redis/aws/aws-redis-cluster";
import type { AwsRedisClusterProps } from "../../constructs/redis/aws/aws-redis-props";
import { emptyStack, environment } from "./aws";

const KEY = "arn:aws:kms:eu-central-1:012345678901:key/00000000-0000-0000-0000-000000000000";

/** A place in a network and with a key that are there already. */
export function existingPlace(changed: Partial<AwsPlace> = {}): AwsPlace {
  const { region } = environment;
  return {
    environment,
    network: existingNetwork({
      environment,
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["a", "b", "c"].map((zone) => `subnet-0123456789abcdef${zone}`),
      availabilityZones: ["a", "b", "c"].map((zone) => `${region}${zone}`),
    }),
    encryptionKey: { keyArn: KEY },
    ...changed,
  };
}

/** A stack with a cluster named `sessions`, with the defaults where nothing else is said. */
export function awsCluster(
  props: Partial<AwsRedisClusterProps> = {},
  place: Partial<AwsPlace> = {},
): { stack: TerraformStack; cluster: AwsRedisCluster } {
  const stack = emptyStack();
  const aws = existingPlace(place);
  const cluster = new AwsRedisCluster(stack, "sessions", { name: "sessions", ...props, aws });
  return { stack, cluster };
}
