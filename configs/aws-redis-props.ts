import type { AwsRedisClusterProps } from "../constructs/redis/aws/aws-redis-props";
import type { ServerlessRedisProps } from "../constructs/redis/aws/serverless-redis-model";
import { UserAuthentication } from "../constructs/redis/aws/user-authentication";
import { redisPropsOf } from "./redis-props";
import type { AwsEnvironmentConfig } from "./schema";

type AwsRedisConfig = AwsEnvironmentConfig["redis"][number];
type ServerlessRedisConfig = AwsEnvironmentConfig["serverless"][number];
type AuthenticationConfig = NonNullable<AwsRedisConfig["authentication"]>;

/** The props that the data of a cluster on AWS stands for. */
export function awsRedisPropsOf(config: AwsRedisConfig): AwsRedisClusterProps {
  const { authentication, ...rest } = config;
  return { ...redisPropsOf(rest), ...authenticationOf(authentication) };
}

/** The props that the data of a serverless cache stands for. */
export function serverlessRedisPropsOf(config: ServerlessRedisConfig): ServerlessRedisProps {
  const { authentication, ...rest } = config;
  return { ...redisPropsOf(rest), ...authenticationOf(authentication) };
}

function authenticationOf(
  config: AuthenticationConfig | undefined,
): Pick<AwsRedisClusterProps, "authentication"> {
  if (config === undefined) return {};
  const byUser = Object.entries(config).map(([user, chosen]): [string, UserAuthentication] => [
    user,
    chosen.type === "iam" ? UserAuthentication.iam() : UserAuthentication.password(chosen),
  ]);
  const authentication: Record<string, UserAuthentication> = Object.fromEntries(byUser);
  return { authentication };
}
