import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scan, scanAndTell } from "../../support/aws-terraform/checkov";
import { foundation } from "../../support/aws-terraform/foundation";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import {
  AwsWorkspace,
  type AwsConfiguration,
  type PlannedConfiguration,
} from "../../support/aws-terraform/workspace";
import type { JsonObject } from "../../support/template";

interface Synthesized {
  readonly terraform: JsonObject;
  readonly resource: Record<string, Record<string, JsonObject>>;
}

let workspace: AwsWorkspace | undefined;
let configuration: AwsConfiguration;
let planned: PlannedConfiguration;

beforeAll(() => {
  workspace = new AwsWorkspace();
  configuration = workspace.add("foundation", foundation);
  planned = configuration.plan();
});
afterAll(() => workspace?.remove());

function synthesized(): Synthesized {
  return JSON.parse(configuration.text) as Synthesized;
}

test("Terraform and the provider take what clusters share", () => {
  expect(configuration.validate()).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
});

test("the shipped backend is S3 with a lock file", () => {
  expect(synthesized().terraform["backend"]).toMatchObject({
    s3: { encrypt: true, use_lockfile: true },
  });
});

test("a plan without an account makes everything that is synthesized", () => {
  expect(actionsByAddress(planned.plan)).toEqual(allCreated(synthesized()));
});

test("nothing is open to the internet, and no role may do everything anywhere", () => {
  expect(configuration.text).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
  const policies = Object.values(synthesized().resource["aws_iam_role_policy"] ?? {});
  expect(policies).not.toEqual([]);
  expect(JSON.stringify(policies)).not.toContain('\\"*\\"');
});

test("the plan passes Checkov", () => {
  expect(scanAndTell("plan", planned.file)).toMatchObject({
    runners: ["terraform_plan"],
    failed: [],
  });
});

test("the synthesized stack passes Checkov", () => {
  const file = join(configuration.folder, "cdk.tf.json");
  expect(scanAndTell("synthesized", file)).toMatchObject({
    runners: ["terraform_json"],
    failed: [],
  });
});

test("a stack with defects does not", () => {
  const broken = synthesized();
  for (const key of Object.values(broken.resource["aws_kms_key"] ?? {})) {
    key["enable_key_rotation"] = false;
  }
  for (const rule of Object.values(broken.resource["aws_vpc_security_group_egress_rule"] ?? {})) {
    Object.assign(rule, { cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1", from_port: -1, to_port: -1 });
  }
  delete broken.resource["aws_flow_log"];
  const file = join(configuration.folder, "broken.tf.json");
  writeFileSync(file, JSON.stringify(broken));
  const accepted = { check: "CKV2_AWS_11", resource: "aws_vpc.*", reason: "a test" };
  const { failed, suppressed } = scan(file, [accepted]);
  expect([...new Set(failed.map(({ check }) => check))].sort()).toEqual([
    "CKV_AWS_382",
    "CKV_AWS_7",
  ]);
  expect(suppressed).toMatchObject([{ check: "CKV2_AWS_11", reason: "a test" }]);
});
