import type { Construct } from "constructs";
import { findEnvironment } from "../../configs";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { awsStackPropsOf } from "../../operate/aws/prepare";
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
  const paths = new EnvironmentPaths("/project", name, false);
  return new AwsStack(scope, `cachefort-${name}`, awsStackPropsOf(paths, config));
}
