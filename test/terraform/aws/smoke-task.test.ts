import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RedisUser } from "../../../constructs/redis/user";
import type { AwsStackProps } from "../../../stacks/aws-stack";
import { namespaceOf } from "../../../constructs/aws/names";
import { createAwsMemcachedModel } from "../../../constructs/memcached/aws/aws-memcached-model";
import { newRunValues } from "../../../operate/aws/run-values";
import { environment } from "../../support/aws";
import { SMOKE_WITH_ALL } from "../../support/aws-smoke";
import { awsStack } from "../../support/aws-stack";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import { RING_SUPPRESSIONS, SMOKE_SUPPRESSIONS } from "../../support/aws-terraform/suppressions";
import type { SynthesizedStack } from "../../support/aws-terraform/terraform-json";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";

const ring = { name: "pages", nodes: 2, users: [{ name: "web" }] };
const PROPS: Partial<AwsStackProps> = {
  redis: [{ name: "sessions", users: [RedisUser.readWrite("api", { keys: ["session:*"] })] }],
  memcached: [ring],
  smoke: SMOKE_WITH_ALL,
};

let workspace: AwsWorkspace | undefined;
let all: AwsConfiguration;
let planned: PlannedConfiguration;
let scans: Readonly<Record<"plan" | "broken", ScanResult>>;

beforeAll(async () => {
  const model = createAwsMemcachedModel(ring, { environment, domain: namespaceOf(environment) });
  workspace = new AwsWorkspace();
  all = workspace.add("smoke", (scope) => awsStack(scope, PROPS));
  planned = all.plan({ variables: await newRunValues({ rings: [model] }) });
  const suppressions = [...RING_SUPPRESSIONS, ...SMOKE_SUPPRESSIONS];
  scans = scanAll({
    plan: { file: planned.file, suppressions, told: "harness, plan" },
    broken: { file: fileWithFaults(), suppressions },
  });
});
afterAll(() => workspace?.remove());

function synthesized(): SynthesizedStack {
  return JSON.parse(readFileSync(join(all.folder, "cdk.tf.json"), "utf8")) as SynthesizedStack;
}

function fileWithFaults(): string {
  const broken = synthesized();
  for (const group of Object.values(broken.resource["aws_cloudwatch_log_group"] ?? {})) {
    if (group["name"] !== "/cachefort/prod/smoke") continue;
    delete group["kms_key_id"];
    group["retention_in_days"] = 30;
  }
  const file = join(all.folder, "broken.tf.json");
  writeFileSync(file, JSON.stringify(broken, null, 2));
  return file;
}

test("the provider takes the task of the harness", () => {
  expect(planned.diagnostics).toEqual([]);
});

test("a plan without an account makes everything that is synthesized", () => {
  const actions = actionsByAddress(planned.plan);
  expect(actions).toEqual(allCreated(synthesized()));
  expect(Object.keys(actions)).toContain("aws_ecs_task_definition.smoke");
});

test("Checkov finds nothing in the plan", () => {
  const { failed, suppressed } = scans.plan;
  expect(failed).toEqual([]);
  expect(suppressed.map(({ check }) => check)).toContain("CKV2_AWS_5");
});

// Containers it does not read in what is synthesized: that of the harness has its own tests.
test("Checkov finds a task that is planted with faults", () => {
  const found = scans.broken.failed.filter(({ resource }) => resource.includes(".smoke_"));
  const checks = new Set(found.map(({ check }) => check));
  expect([...checks]).toEqual(expect.arrayContaining(["CKV_AWS_158", "CKV_AWS_338"]));
});
