import { App } from "cdktf";
import { readEnvironment } from "../../../configs/read-environment";
import type { AwsEnvironmentInput } from "../../../configs/schema";
import { EnvironmentPaths } from "../../../constructs/core/environment-paths";
import { modelsOf } from "../../../operate/aws/models";
import { awsStackPropsOf } from "../../../operate/aws/prepare";
import { newRunValues } from "../../../operate/aws/run-values";
import { AwsStack } from "../../../stacks/aws-stack";
import { awsEnvironmentData } from "../../support/aws-environment";
import { Template } from "../../support/template";

const withPassword = (name: string) => ({
  name,
  users: [
    { name: "api", role: "readWrite" as const, keys: ["a:*"] },
    { name: "report", role: "readOnly" as const, keys: ["a:*"] },
  ],
  authentication: { report: { type: "password" as const, alternating: true } },
});

test.each<[string, Partial<AwsEnvironmentInput>, number]>([
  ["clusters", { redis: [withPassword("sessions")] }, 2],
  ["serverless caches", { serverless: [withPassword("pages")] }, 2],
  ["rings", { memcached: [{ name: "thumbs", users: [{ name: "web" }] }] }, 4],
  ["both", { redis: [withPassword("sessions")], serverless: [withPassword("pages")] }, 4],
])("a deployment has a secret for each variable of the stack: %s", async (_what, data, count) => {
  const environment = readEnvironment("prod", awsEnvironmentData(data));
  const paths = new EnvironmentPaths("/project", "prod", false);
  const stack = new AwsStack(new App(), "cachefort-prod", awsStackPropsOf(paths, environment));
  const asked = Object.keys(Template.of(stack).toJson()["variable"] as object);
  const values = await newRunValues(modelsOf("prod", environment));
  expect(Object.keys(values).sort()).toEqual(asked.sort());
  expect(asked).toHaveLength(count);
});
