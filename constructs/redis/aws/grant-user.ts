import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import type { AwsEnvironment } from "../../aws/aws-environment";
import { ValidationError } from "../../core/errors";
import type { RedisManifest } from "../../core/manifest";
import type { ConnectableCache } from "./connect-policy";
import { grantConnect } from "./grant-connect";

/** A cluster that a role is let in to. */
export interface GrantingCluster {
  readonly environment: AwsEnvironment;
  readonly manifest: RedisManifest;
  readonly cache: ConnectableCache;
}

/**
 * Lets a role log in to a cluster as one of its users, by the user's name in the manifest.
 *
 * @throws ValidationError ELASTICACHE_GRANT, and those of `grantConnect`
 */
export function grantUser(
  scope: Construct,
  { cache, environment, manifest }: GrantingCluster,
  roleName: string,
  user: string,
): IamRolePolicy {
  const withIam = manifest.users.flatMap(({ auth, name, role }) =>
    "iam" in auth ? [{ name, role, userId: auth.iam.userId }] : [],
  );
  const found = withIam.find(({ name }) => name === user);
  if (found === undefined) {
    const names = withIam.filter(({ role }) => role !== "system").map(({ name }) => name);
    throw new ValidationError(
      "ELASTICACHE_GRANT",
      {
        problem: `the cluster ${manifest.name} has no such user that logs in with IAM`,
        received: user,
        allowed: names.length === 0 ? "none: the cluster has no such users" : names.join(", "),
        fix: "name one of them, or add the user to the cluster; one with a password needs no grant",
      },
      scope,
    );
  }
  return grantConnect(scope, { ...cache, environment, userId: found.userId, roleName });
}
