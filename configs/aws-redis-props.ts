import type { AwsRedisClusterProps } from "../constructs/redis/aws/aws-redis-props";
import { UserAuthentication } from "../constructs/redis/aws/user-authentication";
import { redisPropsOf } from "./redis-props";
import type { AwsEnvironmentConfig } from "./schema";

type AwsRedisConfig = AwsEnvironmentConfig["redis"][number];
type AuthenticationConfig = NonNullable<AwsRedisConfig["authentication"]>[string];

/** The props that the data of a cluster on AWS stands for. */
export function awsRedisPropsOf(config: AwsRedisConfig): AwsRedisClusterProps {
  const { authentication, ...rest } = config;
  if (authentication === undefined) return redisPropsOf(rest);
  const byUser = Object.entries(authentication).map(
    ([user, chosen]): [string, UserAuthentication] => [user, authenticationOf(chosen)],
  );
  const byName: Record<string, UserAuthentication> = Object.fromEntries(byUser);
  return { ...redisPropsOf(rest), authentication: byName };
}

function authenticationOf(config: AuthenticationConfig): UserAuthentication {
  return config.type === "iam" ? UserAuthentication.iam() : UserAuthentication.password(config);
}
