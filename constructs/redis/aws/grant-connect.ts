import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import type { AwsEnvironment } from "../../aws/aws-environment";
import { policyDocument } from "../../aws/policy-document";
import { stableName } from "../../aws/stable-name";
import { ValidationError } from "../../core/errors";
import { isToken } from "../../core/validate";
import { awsId } from "./aws-id";
import { connectStatements, type ConnectableCache } from "./connect-policy";

/** Who may connect to what, as whom. Ids and names may be tokens. */
export type GrantConnectProps = ConnectableCache & {
  /** Where the cache and its user are; the role is of the same account. */
  readonly environment: AwsEnvironment;
  /** Id of a user of ElastiCache that logs in with IAM. */
  readonly userId: string;
  /** Name of the role, not its ARN; the role itself stays as it is. */
  readonly roleName: string;
};

const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/**
 * Lets a role log in to a cache as one of its users: a policy within the role.
 *
 * @throws ValidationError AWS_ROLE_NAME, ELASTICACHE_ID
 */
export function grantConnect(scope: Construct, props: GrantConnectProps): IamRolePolicy {
  const { environment, roleName, userId } = props;
  const cacheId =
    "replicationGroupId" in props ? props.replicationGroupId : props.serverlessCacheName;
  requireId("the cache", cacheId);
  requireId("the user", userId);
  requireRoleName(roleName);
  const [cache, user, role] = [cacheId, userId, roleName].map((name) => stableName(scope, name));
  return new IamRolePolicy(scope, `connect-${cache}-${user}-${role}`, {
    // A role knows no regions, and its policies are told apart by their names alone.
    name: `connect-${environment.region}-${cacheId}-${userId}`,
    role: roleName,
    policy: policyDocument(connectStatements(environment, props, userId)),
  });
}

/** Also keeps wildcards out of the policy. */
function requireId(what: string, id: string): void {
  if (!isToken(id)) awsId(what, [id]);
}

function requireRoleName(name: string): void {
  if (isToken(name) || ROLE_NAME.test(name)) return;
  throw new ValidationError("AWS_ROLE_NAME", {
    problem: "roleName is not the name of a role",
    received: name,
    allowed: "up to 64 letters, digits and _+=,.@-",
    fix: "give the name alone: of an ARN what follows the last slash",
  });
}
