import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RedisUser } from "../../../constructs/redis/user";
import type { AwsStackProps } from "../../../stacks/aws-stack";
import { namespaceOf } from "../../../constructs/aws/names";
import { createAwsMemcachedModel } from "../../../constructs/memcached/aws/aws-memcached-model";
import { newRunValues } from "../../../operate/aws/run-values";
import { environment } from "../../support/aws";
import { SMOKE } from "../../support/aws-smoke";
import { awsStack } from "../../support/aws-stack";
import { scan, scanAndTell } from "../../support/aws-terraform/checkov";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import { RING_SUPPRESSIONS } from "../../support/aws-terraform/suppressions";
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
  smoke: { ...SMOKE, faults: true },
};

let workspace: AwsWorkspace | undefined;
let all: AwsConfiguration;
let planned: PlannedConfiguration;

beforeAll(async () => {
  const model = createAwsMemcachedModel(ring, { environment, domain: namespaceOf(environment) });
  workspace = new AwsWorkspace();
  all = workspace.add("smoke", (scope) => awsStack(scope, PROPS));
  planned = all.plan({ variables: await newRunValues([], [model]) });
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
  const { failed } = scanAndTell("harness, plan", planned.file, RING_SUPPRESSIONS);
  expect(failed).toEqual([]);
});

test("Checkov finds a task that is planted with faults", () => {
  const broken = synthesized();
  const task = broken.resource["aws_ecs_task_definition"]?.["smoke"] ?? {};
  task["container_definitions"] = (task["container_definitions"] as string)
    .replace('"readonlyRootFilesystem":true', '"readonlyRootFilesystem":false')
    .replace('"essential":true', '"essential":true,"privileged":true');
  const file = join(all.folder, "broken.tf.json");
  writeFileSync(file, JSON.stringify(broken, null, 2));
  const found = scan(file, RING_SUPPRESSIONS).failed.filter(({ resource }) =>
    resource.startsWith("aws_ecs_task_definition.smoke"),
  );
  expect([...new Set(found.map(({ check }) => check))].sort()).toEqual([
    "CKV_AWS_334",
    "CKV_AWS_336",
  ]);
});
