import type { Construct } from "constructs";
import { awsRedisPropsOf } from "../../configs/aws-redis-props";
import { findEnvironment } from "../../configs";
import { awsEnvironment } from "../../constructs/aws/aws-environment";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { AwsStack, type AwsStackProps } from "../../stacks/aws-stack";
import { environment } from "./aws";

const ZONES = ["a", "b", "c"].map((letter) => `${environment.region}${letter}`);

/** A stack of a test: everything as in production, and what else is said. */
export function awsStack(scope: Construct, props: Partial<AwsStackProps> = {}): AwsStack {
  return new AwsStack(scope, "cachefort-prod", {
    aws: environment,
    paths: new EnvironmentPaths("/project", "prod", false),
    network: { availabilityZones: ZONES },
    state: { bucket: "example-state", region: environment.region },
    ...props,
  });
}

/** An environment of `configs/` as it is deployed. */
export function configuredAwsStack(scope: Construct, name: string): AwsStack {
  const config = findEnvironment(name);
  if (config.target !== "aws") throw new Error(`${name} is not on AWS`);
  const { account, memcached: _none, redis, region, target: _target, ...rest } = config;
  return new AwsStack(scope, `cachefort-${name}`, {
    ...rest,
    aws: awsEnvironment({ name, region, account }),
    paths: new EnvironmentPaths("/project", name, false),
    redis: redis.map(awsRedisPropsOf),
  });
}
