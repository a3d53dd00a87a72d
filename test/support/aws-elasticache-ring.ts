import type { TerraformStack } from "cdktf";
import type { AwsPlace } from "../../constructs/aws/aws-place";
import {
  AwsElastiCacheMemcached,
  type PlacedElastiCacheProps,
} from "../../constructs/memcached/aws/aws-elasticache-memcached";
import { createElastiCacheModel } from "../../constructs/memcached/aws/elasticache-model";
import type { AwsElastiCacheMemcachedProps } from "../../constructs/memcached/aws/elasticache-props";
import { emptyStack, environment } from "./aws";
import { existingPlace } from "./aws-cluster";

const BASE = { name: "pages", withoutAuthentication: true } as const;

/** Zones of the network of the tests. */
export const ZONES = ["a", "b", "c"].map((letter) => `${environment.region}${letter}`);

/** A ring named `pages`, with the defaults where nothing else is said. */
export function elastiCacheModel(props: Partial<AwsElastiCacheMemcachedProps> = {}) {
  return createElastiCacheModel({ ...BASE, ...props }, { environment, zones: ZONES });
}

/** A stack with such a ring. */
export function elastiCacheRing(
  props: Partial<PlacedElastiCacheProps> = {},
  place: Partial<AwsPlace> = {},
): { stack: TerraformStack; ring: AwsElastiCacheMemcached } {
  const stack = emptyStack();
  const aws = existingPlace(place);
  return { stack, ring: new AwsElastiCacheMemcached(stack, "pages", { ...BASE, ...props, aws }) };
}
