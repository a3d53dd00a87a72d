import { awsRedisPropsOf, serverlessRedisPropsOf } from "../../configs/aws-redis-props";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import { awsEnvironment } from "../../constructs/aws/aws-environment";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { ensurePrivateFolder } from "../../secrets/files";
import type { AwsStackProps } from "../../stacks/aws-stack";

/**
 * Makes the folder of an environment on AWS, and tells what the environment is made of. No secret is made
 * here: users log in by IAM, and a password goes from the variable of one deployment into AWS.
 *
 * @param project folder that holds `cdktf.json`, absolute
 * @throws ValidationError AWS_ENVIRONMENT, AWS_REGION, AWS_ACCOUNT
 */
export function prepareAws(
  project: string,
  name: string,
  environment: AwsEnvironmentConfig,
): AwsStackProps {
  const paths = new EnvironmentPaths(project, name, false);
  ensurePrivateFolder(paths.directory);
  return awsStackPropsOf(paths, environment);
}

/** The props that the data of an environment on AWS stands for; changes nothing. */
export function awsStackPropsOf(
  paths: EnvironmentPaths,
  environment: AwsEnvironmentConfig,
): AwsStackProps {
  const { account, redis, region, serverless, target: _target, ...rest } = environment;
  return {
    ...rest,
    aws: awsEnvironment({ name: paths.environment, region, account }),
    paths,
    redis: redis.map(awsRedisPropsOf),
    serverless: serverless.map(serverlessRedisPropsOf),
  };
}
