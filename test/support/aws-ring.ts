import type { TerraformStack } from "cdktf";
import type { AwsPlace } from "../../constructs/aws/aws-place";
import { existingNetwork } from "../../constructs/aws/network";
import {
  AwsMemcached,
  type PlacedMemcachedProps,
} from "../../constructs/memcached/aws/aws-memcached";
import { emptyStack, environment } from "./aws";
import { existingPlace } from "./aws-cluster";

/** A network that is there, with endpoints of the services that a ring needs. */
export const networkWithServices = existingNetwork({
  environment,
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["a", "b"].map((zone) => `subnet-0123456789abcdef${zone}`),
  availabilityZones: ["a", "b"].map((zone) => `${environment.region}${zone}`),
  serviceEndpoints: ["sg-0123456789abcdef0", { prefixListId: "pl-0123456789abcdef0" }],
});

/** A stack with a ring named `pages`, with the defaults where nothing else is said. */
export function awsRing(
  props: Partial<PlacedMemcachedProps> = {},
  place: Partial<AwsPlace> = {},
): { stack: TerraformStack; ring: AwsMemcached } {
  const stack = emptyStack();
  const aws = existingPlace({ network: networkWithServices, ...place });
  const users = [{ name: "web" }];
  return { stack, ring: new AwsMemcached(stack, "pages", { name: "pages", users, ...props, aws }) };
}
