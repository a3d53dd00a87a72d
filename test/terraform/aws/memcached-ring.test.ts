import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { namespaceOf } from "../../../constructs/aws/names";
import {
  type AwsMemcachedModel,
  createAwsMemcachedModel,
} from "../../../constructs/memcached/aws/aws-memcached-model";
import { ringSecretNames } from "../../../constructs/memcached/aws/ring-secret-names";
import { newRunValues, type RunValues } from "../../../operate/aws/run-values";
import { environment } from "../../support/aws";
import { awsStack } from "../../support/aws-stack";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { RINGS } from "../../support/aws-terraform/ring-configurations";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import {
  RING_SUPPRESSIONS,
  secretDigest,
  type Suppression,
} from "../../support/aws-terraform/suppressions";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";

let workspace: AwsWorkspace | undefined;
let all: AwsConfiguration;
let planned: PlannedConfiguration;
let scans: Readonly<Record<"plan" | "synthesized" | "broken", ScanResult>>;
let values: RunValues;
let models: readonly AwsMemcachedModel[];

beforeAll(async () => {
  models = RINGS.map((ring) =>
    createAwsMemcachedModel(ring, { environment, domain: namespaceOf(environment) }),
  );
  values = await newRunValues({ rings: models });
  workspace = new AwsWorkspace();
  all = workspace.add("rings", (scope) => awsStack(scope, { memcached: RINGS }));
  planned = all.plan({ variables: values });
  const suppressions = [...RING_SUPPRESSIONS, ...namesOfSecrets()];
  scans = scanAll({
    plan: { file: planned.file, suppressions: RING_SUPPRESSIONS, told: "rings, plan" },
    synthesized: { file: synthesizedFile(), suppressions, told: "rings, synthesized" },
    broken: { file: fileWithFaults(), suppressions },
  });
});
afterAll(() => workspace?.remove());

const synthesizedFile = (): string => join(all.folder, "cdk.tf.json");

function fileWithFaults(): string {
  const broken = all.synthesized();
  const service = broken.resource["aws_ecs_service"]?.["defaults_0"] ?? {};
  service["platform_version"] = "1.3.0";
  service["network_configuration"] = {
    assign_public_ip: true,
    subnets: ["subnet-0123456789abcdef0"],
  };
  delete broken.resource["aws_secretsmanager_secret"]?.["defaults_web"]?.["kms_key_id"];
  const file = join(all.folder, "broken.tf.json");
  writeFileSync(file, JSON.stringify(broken, null, 2));
  return file;
}

/** Names of secrets in the manifests are long enough to look like secrets. */
function namesOfSecrets(): Suppression[] {
  const names = models.flatMap((ring) => [
    ...ring.logins.filter(({ isActive }) => isActive).map(({ secret }) => secret),
    ...ringSecretNames(ring).authorities,
  ]);
  return names.map((name) => ({
    check: "CKV_SECRET_6",
    resource: secretDigest(name),
    reason: `the manifest tells the name of a secret, ${name}`,
  }));
}

test("the provider takes every feature", () => {
  expect(planned.diagnostics).toEqual([]);
});

test("a deployment gives every variable of the stack, and no other", () => {
  const { variable } = JSON.parse(all.text) as { variable: object };
  expect(Object.keys(values).sort()).toEqual(Object.keys(variable).sort());
});

test("a plan without an account makes everything that is synthesized", () => {
  expect(actionsByAddress(planned.plan)).toEqual(allCreated(all.synthesized()));
});

test("no secret of the run stands in the plan, in its JSON or in the synthesized stack", () => {
  const texts = [
    all.text,
    readFileSync(planned.file, "utf8"),
    readFileSync(planned.saved, "latin1"),
  ];
  const secrets = Object.values(values).flatMap((value) =>
    // A line of PEM is enough of it.
    value.startsWith("-----BEGIN") ? [value.split("\n")[1] ?? ""] : [value],
  );
  expect(secrets).not.toContain("");
  for (const secret of secrets) {
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  }
});

test("a password that is no ephemeral one would be found", () => {
  const [name, password] = Object.entries(values).find(([key]) => key.endsWith("_password")) ?? [];
  const leaking = workspace?.add(
    "leaking",
    (scope) => awsStack(scope, { memcached: RINGS }),
    (stack) => {
      const { variable } = stack as unknown as {
        variable: Record<string, Record<string, unknown>>;
      };
      delete variable[name ?? ""]?.["ephemeral"];
      const address = "defaults_web";
      const version = stack.resource["aws_secretsmanager_secret_version"]?.[address] ?? {};
      version["secret_string"] = `\${var.${name ?? ""}}`;
      delete version["secret_string_wo"];
      delete version["secret_string_wo_version"];
    },
  );
  expect(readFileSync(leaking?.plan({ variables: values }).file ?? "", "utf8")).toContain(password);
});

test("Checkov finds nothing in the plan", () => {
  const { failed, suppressed } = scans.plan;
  expect(failed).toEqual([]);
  expect(new Set(suppressed.map(({ check }) => check))).toEqual(
    new Set(RING_SUPPRESSIONS.map(({ check }) => check)),
  );
});

test("Checkov finds nothing in the synthesized stack", () => {
  const names = namesOfSecrets();
  const { failed, suppressed } = scans.synthesized;
  expect(failed).toEqual([]);
  const used = new Set(suppressed.map(({ reason }) => reason));
  expect(names.filter(({ reason }) => !used.has(reason))).toEqual([]);
});

// Containers it does not read where they hold references: those of nodes have their own tests.
test("Checkov finds a ring that is planted with faults", () => {
  const found = new Set(scans.broken.failed.map(({ check }) => check));
  expect([...found].sort()).toEqual(["CKV_AWS_149", "CKV_AWS_332", "CKV_AWS_333"]);
});
