import { join } from "node:path";
import { monitoring } from "../../support/aws-terraform/monitoring";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";

let workspace: AwsWorkspace | undefined;
let configuration: AwsConfiguration;
let planned: PlannedConfiguration;
let scans: Readonly<Record<"plan" | "synthesized", ScanResult>>;

beforeAll(() => {
  workspace = new AwsWorkspace();
  configuration = workspace.add("monitoring", monitoring);
  planned = configuration.plan();
  const file = join(configuration.folder, "cdk.tf.json");
  scans = scanAll({
    plan: { file: planned.file, told: "monitoring, plan" },
    synthesized: { file, told: "monitoring, synthesized" },
  });
});
afterAll(() => workspace?.remove());

function plannedOf(type: string) {
  return planned.plan.resource_changes.filter((change) => change.type === type);
}

test("Terraform and the provider take the alarms and the dashboard", () => {
  expect(planned.diagnostics).toEqual([]);
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
  ["synthesized", "terraform_json"],
  ["plan", "terraform_plan"],
] as const)("Checkov accepts what is in the %s file", (what, runner) => {
  const { failed, runners } = scans[what];
  expect({ runners, failed }).toEqual({ runners: [runner], failed: [] });
});
