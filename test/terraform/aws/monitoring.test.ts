import { join } from "node:path";
import { scanAndTell } from "../../support/aws-terraform/checkov";
import { monitoring } from "../../support/aws-terraform/monitoring";
import {
  AwsWorkspace,
  type AwsConfiguration,
  type PlannedConfiguration,
} from "../../support/aws-terraform/workspace";

let workspace: AwsWorkspace | undefined;
let configuration: AwsConfiguration;
let planned: PlannedConfiguration;

beforeAll(() => {
  workspace = new AwsWorkspace();
  configuration = workspace.add("monitoring", monitoring);
  planned = configuration.plan();
});
afterAll(() => workspace?.remove());

function plannedOf(type: string) {
  return planned.plan.resource_changes.filter((change) => change.type === type);
}

test("Terraform and the provider take the alarms and the dashboard", () => {
  expect(configuration.validate()).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
});

test("a plan makes two alarms for each of 17 signals over 12 nodes", () => {
  const alarms = new Map(
    plannedOf("aws_cloudwatch_metric_alarm").map(({ change }) => [
      change.after?.["alarm_name"],
      change.after,
    ]),
  );
  expect(alarms.size).toBe(34);
  const [first, second] = ["memory", "memory-2"].map((id) =>
    alarms.get(`cachefort-prod-sessions-${id}`),
  );
  expect([first, second]).toMatchObject([
    { threshold: 80, actions_enabled: true },
    { threshold: 80, actions_enabled: true },
  ]);
  expect([first?.["metric_query"], second?.["metric_query"]]).toMatchObject([
    { length: 11 },
    { length: 3 },
  ]);
});

test("a plan makes one dashboard", () => {
  const [dashboard, ...others] = plannedOf("aws_cloudwatch_dashboard");
  expect(others).toEqual([]);
  expect(dashboard?.change.after?.["dashboard_name"]).toBe("cachefort-prod-sessions");
});

test.each([
  ["synthesized", "terraform_json", () => join(configuration.folder, "cdk.tf.json")],
  ["plan", "terraform_plan", () => planned.file],
])("Checkov accepts what is in the %s file", (what, runner, file) => {
  const { failed, runners } = scanAndTell(`monitoring, ${what}`, file());
  expect({ runners, failed }).toEqual({ runners: [runner], failed: [] });
});
