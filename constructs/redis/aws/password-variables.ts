import { passwordVariable } from "../../aws/secret-fields";
import type { AwsRedisModel } from "./aws-redis-model";
import type { AwsUser } from "./aws-user";

/**
 * Address of a user, its secret and its variable within their types; names hold no underscore, so that no
 * two users have the same.
 */
export function userAddress(
  cluster: string,
  { user, loginName, authentication }: Pick<AwsUser, "user" | "loginName" | "authentication">,
): string {
  return `${cluster}_${authentication.type === "iam" ? user : loginName}`;
}

/** Names of the variables that a cluster or serverless cache takes passwords by. */
export function passwordVariablesOf({
  name,
  users,
}: Pick<AwsRedisModel, "name" | "users">): readonly string[] {
  return users
    .filter(({ authentication }) => authentication.type === "password")
    .map((user) => passwordVariable(userAddress(name, user)));
}
