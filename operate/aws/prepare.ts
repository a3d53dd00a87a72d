import { awsRedisPropsOf } from "../../configs/aws-redis-props";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import { awsEnvironment } from "../../constructs/aws/aws-environment";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { ensurePrivateFolder } from "../../secrets/files";
import type { AwsStackProps } from "../../stacks/aws-stack";

/**
 * What an environment on AWS is made of. No secret is made here: users log in by IAM, and a password goes
 * from the variable of one deployment into AWS.
 *
 * @param project folder that holds `cdktf.json`, absolute
 * @throws ValidationError AWS_ENVIRONMENT, AWS_REGION, AWS_ACCOUNT
 */
export function prepareAws(
  project: string,
  name: string,
  environment: AwsEnvironmentConfig,
): AwsStackProps {
  const { account, memcached: _none, redis, region, target: _target, ...rest } = environment;
  const paths = new EnvironmentPaths(project, name, false);
  ensurePrivateFolder(paths.directory);
  return {
    ...rest,
    aws: awsEnvironment({ name, region, account }),
    paths,
    redis: redis.map(awsRedisPropsOf),
  };
}
