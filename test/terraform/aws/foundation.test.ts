import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { foundation } from "../../support/aws-terraform/foundation";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";
import type { JsonObject } from "../../support/template";

interface Synthesized {
  readonly terraform: JsonObject;
  readonly resource: Record<string, Record<string, JsonObject>>;
}

let workspace: AwsWorkspace | undefined;
let configuration: AwsConfiguration;
let planned: PlannedConfiguration;
let scans: Readonly<Record<"plan" | "synthesized" | "broken", ScanResult>>;

beforeAll(() => {
  workspace = new AwsWorkspace();
  configuration = workspace.add("foundation", foundation);
  planned = configuration.plan();
  const accepted = { check: "CKV2_AWS_11", resource: "aws_vpc.*", reason: "a test" };
  scans = scanAll({
    plan: { file: planned.file, told: "plan" },
    synthesized: { file: join(configuration.folder, "cdk.tf.json"), told: "synthesized" },
    broken: { file: fileWithDefects(), suppressions: [accepted] },
  });
});
afterAll(() => workspace?.remove());

function synthesized(): Synthesized {
  return JSON.parse(configuration.text) as Synthesized;
}

function fileWithDefects(): string {
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
  return file;
}

test("Terraform and the provider take what clusters share", () => {
  expect(planned.diagnostics).toEqual([]);
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
  expect(scans.plan).toMatchObject({
    runners: ["terraform_plan"],
    failed: [],
  });
});

test("the synthesized stack passes Checkov", () => {
  expect(scans.synthesized).toMatchObject({
    runners: ["terraform_json"],
    failed: [],
  });
});

test("a stack with defects does not", () => {
  const { failed, suppressed } = scans.broken;
  expect([...new Set(failed.map(({ check }) => check))].sort()).toEqual([
    "CKV_AWS_382",
    "CKV_AWS_7",
  ]);
  expect(suppressed).toMatchObject([{ check: "CKV2_AWS_11", reason: "a test" }]);
});
