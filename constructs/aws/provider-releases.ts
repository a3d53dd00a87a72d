import { isVersionBelow } from "../core/version";

/** The release that the kit is tested with; the bindings themselves ask for exactly one later release. */
const TESTED = "5.100.0";
/** A major release may change any argument. */
const CEILING = "7.0.0";

/** The release that the bindings are made from; no earlier one is known to have `node_group_configuration`. */
const NODE_GROUPS = "6.25.0";
/**
 * First release known to have `passwords_wo` of `aws_elasticache_user`
 * (hashicorp/terraform-provider-aws#45988; its reference page of 6.44.0 names the argument).
 */
const WRITE_ONLY_PASSWORDS = "6.44.0";

/** What of a cluster not every release of the provider has. */
export interface NeedsOfRelease {
  readonly users?: readonly { readonly authentication: { readonly type: string } }[];
  readonly nodeGroups?: readonly unknown[] | undefined;
}

/** The earliest release of the AWS provider that has every argument of what is made. */
export function neededRelease(...clusters: readonly NeedsOfRelease[]): string {
  const needs = clusters.flatMap(({ nodeGroups, users = [] }) => [
    ...(nodeGroups === undefined ? [] : [NODE_GROUPS]),
    ...users
      .filter(({ authentication }) => authentication.type === "password")
      .map(() => WRITE_ONLY_PASSWORDS),
  ]);
  return needs.reduce(later, TESTED);
}

/** The later of two releases. */
export function later(one: string, other: string): string {
  return isVersionBelow(one, other) ? other : one;
}

/** What `required_providers` says of the releases that will do. */
export function releasesFrom(floor: string): string {
  return `>= ${floor}, < ${CEILING}`;
}
