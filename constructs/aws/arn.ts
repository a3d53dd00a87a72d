import type { AwsEnvironment } from "./aws-environment";

/** Name of a resource in the environment's region and account, as policies and outputs use it. */
export function arnOf(environment: AwsEnvironment, service: string, resource: string): string {
  const { account, partition, region } = environment;
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Name of a resource of IAM, which knows no regions; `root` stands for the account itself. */
export function iamArn({ account, partition }: AwsEnvironment, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

/** Name of a log group; the name may end with `*`. */
export function logGroupArn(environment: AwsEnvironment, name: string): string {
  return arnOf(environment, "logs", `log-group:${name}`);
}

/** Every alarm of the environment's region and account. */
export function anyAlarmArn(environment: AwsEnvironment): string {
  return arnOf(environment, "cloudwatch", "alarm:*");
}
