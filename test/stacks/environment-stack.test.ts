import { App, Testing } from "cdktf";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { S3StateProps } from "../../constructs/aws/state-backend";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { EnvironmentStack } from "../../stacks/environment-stack";
import { codedError } from "../support/coded";
import type { JsonObject } from "../support/template";

class SomeStack extends EnvironmentStack {}

const paths = new EnvironmentPaths("/project", "prod", false);

/** The backend, which `Template` leaves out, as Terraform reads it. */
function backendOf(s3?: S3StateProps) {
  const app = Testing.app();
  new SomeStack(app, "cachefort-prod", paths, s3);
  app.synth();
  const file = join(app.outdir, "stacks/cachefort-prod/cdk.tf.json");
  const { terraform } = JSON.parse(readFileSync(file, "utf8")) as { terraform: JsonObject };
  return terraform["backend"];
}

const bucket = { bucket: "example-state", region: "eu-central-1" };

test("state lies in the environment's folder", () => {
  expect(backendOf()).toEqual({
    local: {
      path: expect.stringMatching(/\/project\/\.cachefort\/prod\/state\/terraform\.tfstate$/),
    },
  });
});

test("state lies in a bucket, encrypted and locked by a file", () => {
  expect(backendOf(bucket)).toEqual({
    s3: {
      ...bucket,
      key: "cachefort/cachefort-prod.tfstate",
      encrypt: true,
      use_lockfile: true,
    },
  });
});

test("its object and key are choices", () => {
  const kmsKeyArn = "arn:aws:kms:eu-central-1:012345678901:key/0123-4567";
  expect(backendOf({ ...bucket, key: "caches/prod", kmsKeyArn })).toMatchObject({
    s3: { key: "caches/prod", kms_key_id: kmsKeyArn },
  });
});

test.each<[string, Partial<S3StateProps>]>([
  ["AWS_STATE_BACKEND", { bucket: "Example" }],
  ["AWS_STATE_BACKEND", { bucket: "" }],
  ["AWS_STATE_BACKEND", { key: "/prod" }],
  ["AWS_STATE_BACKEND", { key: "prod/" }],
  ["AWS_STATE_BACKEND", { key: "" }],
  ["AWS_STATE_BACKEND", { kmsKeyArn: "alias/state" }],
  ["AWS_REGION", { region: "" }],
  ["TOKEN_NOT_ALLOWED", { bucket: "${TfToken[TOKEN.1]}" }],
])("%s refuses %j", (code, wrong) => {
  const make = () => new SomeStack(new App(), "cachefort-prod", paths, { ...bucket, ...wrong });
  expect(codedError(make).code).toBe(code);
});
