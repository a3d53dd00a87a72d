import { ValidationError } from "../../core/errors";
import { firstRepeated } from "../../core/first-repeated";
import { aclSubjectOf, type GrantedUser } from "../acl-subject";
import type { EngineName } from "../engine-floors";
import { GUARD_USER, REPLICATION_USER, SYSTEM_USERS } from "../system-users";
import type { RedisUser } from "../user";
import { accessStringOf, NO_ACCESS, type ChangedRule } from "./access-string";
import { awsId } from "./aws-id";
import { UserAuthentication } from "./user-authentication";

/** A user of ElastiCache. */
export interface AwsUser {
  /** Unique in the account and region. */
  readonly id: string;
  /** What a client logs in as; the id itself for IAM, as the service demands. */
  readonly loginName: string;
  /** The user of the cluster that it stands for. */
  readonly user: string;
  /** Whether clients log in as it now; of two that alternate, one waits. */
  readonly isActive: boolean;
  readonly accessString: string;
  readonly authentication: AwsUserAuthentication;
}

/** `secret` is the name of the secret in Secrets Manager that holds the password, `version` its number from 1. */
export type AwsUserAuthentication =
  | { readonly type: "iam" }
  | { readonly type: "password"; readonly secret: string; readonly version: number }
  | { readonly type: "no-password" };

/** A rule of a user's grants that ElastiCache does not take as it is. */
export interface ChangedUserRule extends ChangedRule {
  readonly user: string;
}

/** The users of a cluster, all of one user group. */
export interface AwsUsers {
  readonly users: readonly AwsUser[];
  readonly changed: readonly ChangedUserRule[];
}

/** What the users of a cluster are made of. */
export interface AwsUsersProps {
  readonly environment: string;
  readonly cluster: string;
  readonly engine: EngineName;
  readonly users: readonly RedisUser[];
  /** By the name of the user; who is missing logs in with IAM. */
  readonly authentication: Readonly<Record<string, UserAuthentication>>;
}

/** Users of the kit on AWS: the service replicates and recovers by itself. */
export const AWS_SYSTEM_USERS = SYSTEM_USERS.filter(
  ({ name }) => name !== REPLICATION_USER && name !== GUARD_USER,
);

/**
 * The users that ElastiCache gets for a cluster; those of the kit log in with IAM.
 *
 * @throws ValidationError ELASTICACHE_ID, ELASTICACHE_USER_TWICE, ELASTICACHE_USER_UNKNOWN
 */
export function awsUsersOf(props: AwsUsersProps): AwsUsers {
  requireKnownUsers(props);
  const chosen = new Map(Object.entries(props.authentication));
  const iam = UserAuthentication.iam();
  const parts = [
    ...props.users.map((user) => usersFor(props, user, chosen.get(user.name) ?? iam)),
    ...AWS_SYSTEM_USERS.map((user) => usersFor(props, { ...user, role: "custom" }, iam)),
    { users: defaultUsers(props), changed: [] },
  ];
  const users = parts.flatMap((part) => part.users);
  requireDistinct(users);
  return { users, changed: parts.flatMap(({ changed }) => changed) };
}

function usersFor(
  { environment, cluster }: AwsUsersProps,
  user: GrantedUser & { readonly name: string },
  authentication: UserAuthentication,
): AwsUsers {
  const { name } = user;
  const { text: accessString, changed } = accessStringOf(aclSubjectOf(user));
  const { type } = authentication;
  const users = authentication.loginsOf(name).map((login): AwsUser => {
    const id = awsId(`user ${login.name}`, [environment, cluster, login.name]);
    const common = { id, user: name, isActive: login.isActive, accessString };
    if (type === "iam") return { ...common, loginName: id, authentication: { type } };
    const secret = `${environment}/${cluster}/${login.name}`;
    const version = login.passwordVersion;
    return { ...common, loginName: login.name, authentication: { type, secret, version } };
  });
  return { users, changed: changed.map((rule) => ({ user: name, ...rule })) };
}

/**
 * A group of engine redis must hold a user that is named `default`; the account's own may do everything
 * without a password, so it gets another. A group of engine valkey needs none.
 */
function defaultUsers({ environment, cluster, engine }: AwsUsersProps): AwsUser[] {
  if (engine === "valkey") return [];
  const user = "default";
  return [
    {
      id: awsId(`user ${user}`, [environment, cluster, user]),
      loginName: user,
      user,
      isActive: false,
      accessString: NO_ACCESS,
      authentication: { type: "no-password" },
    },
  ];
}

function requireDistinct(users: readonly AwsUser[]): void {
  const ids = users.map(({ id }) => id);
  const twice = firstRepeated(ids);
  if (twice === undefined) return;
  throw new ValidationError("ELASTICACHE_USER_TWICE", {
    problem:
      "two users of ElastiCache would have the same id; one that alternates has one with -b as well",
    received: twice,
    allowed: "each id once",
    fix: "rename one of the users",
  });
}

function requireKnownUsers({ users, authentication }: AwsUsersProps): void {
  const names = users.map(({ name }) => name);
  const unknown = Object.keys(authentication).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new ValidationError("ELASTICACHE_USER_UNKNOWN", {
    problem: "authentication is chosen for a user that the cluster does not have",
    received: unknown,
    allowed: names.length === 0 ? "none: the cluster has no users" : names.join(", "),
    fix: "correct the name, or add the user to users",
  });
}
