import {
  type AwsMemcachedModel,
  createAwsMemcachedModel,
} from "../../constructs/memcached/aws/aws-memcached-model";
import type { AwsMemcachedProps } from "../../constructs/memcached/aws/aws-memcached-props";
import { namespaceOf } from "../../constructs/aws/names";
import { environment } from "./aws";

/** A ring named `pages` with one user, with the defaults where nothing else is said. */
export function ringModel(props: Partial<AwsMemcachedProps> = {}): AwsMemcachedModel {
  return createAwsMemcachedModel(
    { name: "pages", users: [{ name: "web" }], ...props },
    { environment, domain: namespaceOf(environment) },
  );
}
