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
import { scan, scanAndTell } from "../../support/aws-terraform/checkov";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import { RING_SUPPRESSIONS, SMOKE_SUPPRESSIONS } from "../../support/aws-terraform/suppressions";
import type { SynthesizedStack } from "../../support/aws-terraform/terraform-json";
import {
  AwsWorkspace,
  type AwsConfiguration,
  type PlannedConfiguration,
} from "../../support/aws-terraform/workspace";

const ring = { name: "pages", nodes: 2, users: [{ name: "web" }] };
const PROPS: Partial<AwsStackProps> = {
  redis: [{ name: "sessions", users: [RedisUser.readWrite("api", { keys: ["session:*"] })] }],
  memcached: [ring],
  smoke: SMOKE_WITH_ALL,
};

let workspace: AwsWorkspace | undefined;
let all: AwsConfiguration;
let planned: PlannedConfiguration;

beforeAll(async () => {
  const model = createAwsMemcachedModel(ring, { environment, domain: namespaceOf(environment) });
  workspace = new AwsWorkspace();
  all = workspace.add("smoke", (scope) => awsStack(scope, PROPS));
  planned = all.plan({ variables: await newRunValues({ rings: [model] }) });
});
afterAll(() => workspace?.remove());

function synthesized(): SynthesizedStack {
  return JSON.parse(readFileSync(join(all.folder, "cdk.tf.json"), "utf8")) as SynthesizedStack;
}

test("the provider takes the task of the harness", () => {
  expect(all.validate()).toMatchObject({ valid: true, error_count: 0 });
});

test("a plan without an account makes everything that is synthesized", () => {
  const actions = actionsByAddress(planned.plan);
  expect(actions).toEqual(allCreated(synthesized()));
  expect(Object.keys(actions)).toContain("aws_ecs_task_definition.smoke");
});

test("Checkov finds nothing in the plan", () => {
  const accepted = [...RING_SUPPRESSIONS, ...SMOKE_SUPPRESSIONS];
  const { failed, suppressed } = scanAndTell("harness, plan", planned.file, accepted);
  expect(failed).toEqual([]);
  expect(suppressed.map(({ check }) => check)).toContain("CKV2_AWS_5");
});

// Containers it does not read in what is synthesized: that of the harness has its own tests.
test("Checkov finds a task that is planted with faults", () => {
  const broken = synthesized();
  for (const group of Object.values(broken.resource["aws_cloudwatch_log_group"] ?? {})) {
    if (group["name"] !== "/cachefort/prod/smoke") continue;
    delete group["kms_key_id"];
    group["retention_in_days"] = 30;
  }
  const file = join(all.folder, "broken.tf.json");
  writeFileSync(file, JSON.stringify(broken, null, 2));
  const found = scan(file, [...RING_SUPPRESSIONS, ...SMOKE_SUPPRESSIONS]).failed.filter(
    ({ resource }) => resource.includes(".smoke_"),
  );
  const checks = new Set(found.map(({ check }) => check));
  expect([...checks]).toEqual(expect.arrayContaining(["CKV_AWS_158", "CKV_AWS_338"]));
});
