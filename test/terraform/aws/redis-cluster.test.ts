import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsStack, configuredAwsStack } from "../../support/aws-stack";
import { forOlderProvider } from "../../support/aws-terraform/older-provider";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { CLUSTERS } from "../../support/aws-terraform/redis-configurations";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import { SUPPRESSIONS } from "../../support/aws-terraform/suppressions";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";

const PASSWORDS = ["password-of-the-test-a1", "password-of-the-test-b2", "password-of-the-test-c3"];

const SCANNED = ["plan", "synthesized"] as const;
type Scanned = (typeof SCANNED)[number];

let workspace: AwsWorkspace | undefined;
let all: AwsConfiguration;
let planned: PlannedConfiguration;
let scans: Readonly<Record<Scanned | "broken", ScanResult>>;
const taken: string[] = [];

beforeAll(() => {
  workspace = new AwsWorkspace();
  all = workspace.add(
    "all",
    (scope) =>
      awsStack(scope, {
        redis: CLUSTERS,
      }),
    (stack) => taken.push(...forOlderProvider(stack)),
  );
  const variables = Object.keys((JSON.parse(all.text) as { variable: object }).variable);
  expect(variables).toHaveLength(PASSWORDS.length);
  planned = all.plan({
    variables: Object.fromEntries(variables.map((name, place) => [name, PASSWORDS[place] ?? ""])),
  });
  const file = join(all.folder, "cdk.tf.json");
  scans = scanAll({
    plan: { file: planned.file, told: "every feature, plan" },
    synthesized: { file, told: "every feature, synthesized" },
    broken: { file: fileWithFaults() },
  });
});
afterAll(() => workspace?.remove());

function fileWithFaults(): string {
  const broken = all.synthesized();
  const group = broken.resource["aws_elasticache_replication_group"]?.["defaults"] ?? {};
  Object.assign(group, {
    at_rest_encryption_enabled: "false",
    automatic_failover_enabled: false,
    transit_encryption_enabled: false,
  });
  delete group["kms_key_id"];
  delete group["user_group_ids"];
  const file = join(all.folder, "broken.tf.json");
  writeFileSync(file, JSON.stringify(broken));
  return file;
}

test("the provider takes every feature, but for what only later releases have", () => {
  expect(planned.diagnostics).toEqual([]);
  process.stdout.write(`not seen by this provider: ${taken.join(", ")}\n`);
  expect(taken).toEqual([
    ...["api", "api-b", "report"].map((u) => `aws_elasticache_user.passwords_${u}.passwords_wo`),
    ...["api", "api-b", "report"].map(
      (u) => `aws_elasticache_user.passwords_${u}.passwords_wo_version`,
    ),
    "aws_elasticache_replication_group.placed.node_group_configuration",
  ]);
});

test("a plan without an account makes everything that is synthesized", () => {
  expect(actionsByAddress(planned.plan)).toEqual(allCreated(all.synthesized()));
});

test("no password stands in the plan, in its JSON or in the synthesized stack", () => {
  const texts = [
    all.text,
    readFileSync(planned.file, "utf8"),
    readFileSync(planned.saved, "latin1"),
  ];
  for (const password of PASSWORDS) {
    expect(texts.filter((text) => text.includes(password))).toEqual([]);
  }
});

test("a password that is no ephemeral one would be found", () => {
  const name = "leaking";
  const leaking = workspace?.add(
    name,
    (scope) => awsStack(scope, { redis: CLUSTERS.filter((each) => each.name === "passwords") }),
    (stack) => {
      forOlderProvider(stack);
      for (const user of Object.values(stack.resource["aws_elasticache_user"] ?? {})) {
        if (!("authentication_mode" in user)) user["passwords"] = [PASSWORDS[0] ?? ""];
      }
    },
  );
  const variables = Object.fromEntries(
    Object.keys((JSON.parse(leaking?.text ?? "") as { variable: object }).variable).map((each) => [
      each,
      PASSWORDS[0] ?? "",
    ]),
  );
  expect(readFileSync(leaking?.plan({ variables }).file ?? "", "utf8")).toContain(PASSWORDS[0]);
});

test.each(SCANNED)("Checkov finds nothing in the %s", (what) => {
  const { failed, suppressed } = scans[what];
  expect(failed).toEqual([]);
  // The plan has no outputs that it knows.
  const expected = SUPPRESSIONS.filter(({ check }) => what !== "plan" || check !== "CKV_SECRET_6");
  const used = new Set(suppressed.map(({ reason }) => reason));
  expect(expected.filter(({ reason }) => !used.has(reason))).toEqual([]);
});

test("Checkov finds a cluster that is planted with faults", () => {
  const found = new Set(scans.broken.failed.map(({ check }) => check));
  expect([...found].sort()).toEqual(
    ["CKV2_AWS_50", "CKV_AWS_191", "CKV_AWS_29", "CKV_AWS_30", "CKV_AWS_31"].sort(),
  );
});

test.each(["staging", "prod"])("environment %s is valid", (name) => {
  const configuration = workspace?.add(name, (scope) => configuredAwsStack(scope, name));
  expect(configuration?.validate()).toMatchObject({ valid: true, error_count: 0 });
});
