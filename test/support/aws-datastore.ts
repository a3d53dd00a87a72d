import { TerraformStack, Testing } from "cdktf";
import { awsEnvironment } from "../../constructs/aws/aws-environment";
import type { AwsPlace } from "../../constructs/aws/aws-place";
import { existingNetwork } from "../../constructs/aws/network";
import { AwsProviders } from "../../constructs/aws/providers";
import type { RedisGlobalDatastoreProps } from "../../constructs/redis/aws/datastore-props";
import { AwsRedisGlobalDatastore } from "../../constructs/redis/aws/redis-global-datastore";
import { environment } from "./aws";

/** A place in a network, with a key and with a topic that are there already. */
export function placeIn(region: string): AwsPlace {
  const place = awsEnvironment({ ...environment, region });
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${environment.account}:${resource}`;
  return {
    environment: place,
    network: existingNetwork({
      environment: place,
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["a", "b"].map((zone) => `subnet-0123456789abcdef${zone}`),
      availabilityZones: ["a", "b"].map((zone) => `${region}${zone}`),
    }),
    encryptionKey: { keyArn: arn("kms", "key/00000000-0000-0000-0000-000000000000") },
    alarmTopic: { topicArn: arn("sns", "alarms") },
  };
}

/** A stack with a datastore of two regions, with the defaults where nothing else is said. */
export function awsDatastore(
  changed: Partial<Omit<RedisGlobalDatastoreProps, "providers">> = {},
  scope = Testing.app(),
) {
  const stack = new TerraformStack(scope, "cachefort-prod");
  const providers = new AwsProviders(stack, "providers", { environment, regions: ["eu-west-1"] });
  const datastore = new AwsRedisGlobalDatastore(stack, "sessions", {
    name: "sessions",
    providers,
    primary: { name: "sessions", nodeType: "cache.r7g.large", aws: placeIn(environment.region) },
    secondaries: [{ name: "sessions-ireland", aws: placeIn("eu-west-1") }],
    ...changed,
  });
  return { stack, datastore };
}
