import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AwsProviders } from "../../../constructs/aws/providers";
import { AwsElastiCacheMemcached } from "../../../constructs/memcached/aws/aws-elasticache-memcached";
import type { AwsElastiCacheMemcachedProps } from "../../../constructs/memcached/aws/elasticache-props";
import { environment } from "../../support/aws";
import { existingPlace } from "../../support/aws-cluster";
import { ZONES } from "../../support/aws-elasticache-ring";
import { awsStack } from "../../support/aws-stack";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { planPropChanges, type PropChange } from "../../support/aws-terraform/prop-changes";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import type { SynthesizedStack } from "../../support/aws-terraform/terraform-json";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";

type Props = Omit<AwsElastiCacheMemcachedProps, "name" | "withoutAuthentication">;

const [A = "", B = ""] = ZONES;

/** Each optional feature, in a ring of its own. */
const RINGS: Readonly<Record<string, Props>> = {
  defaults: {},
  alone: { nodes: 1, removalPolicy: "destroy" },
  placed: { nodes: 3, zones: [A, B, A], maintenanceWindow: "mon:22:00-tue:01:00" },
  "one-zone": { nodes: 2, zones: [A, A] },
  tuned: {
    port: 12000,
    nodeType: "cache.r7g.large",
    engineVersion: "1.6.12",
    maxItemSizeBytes: 4 * 1024 * 1024,
    connectionOverheadMib: 200,
    idleTimeoutSeconds: 300,
    allowFlushAll: true,
  },
  eleven: { nodes: 11, alarms: { thresholds: { evictions: 100 }, off: ["connections"] } },
};

const CHANGES: readonly PropChange<Props>[] = [
  ["nothing", {}, {}, []],
  ["more", {}, { nodes: 4 }, ["update cluster"]],
  ["fewer", {}, { nodes: 2 }, ["update cluster"]],
  ["newer", { engineVersion: "1.6.17" }, { engineVersion: "1.6.22" }, ["update cluster"]],
  ["older", { engineVersion: "1.6.22" }, { engineVersion: "1.6.17" }, ["replace cluster"]],
  ["type", {}, { nodeType: "cache.r7g.large" }, ["replace cluster"]],
  ["port", {}, { port: 12000 }, ["replace cluster"]],
  ["zones", {}, { zones: [A, A, B] }, ["update cluster"]],
  ["window", {}, { maintenanceWindow: "mon:22:00-tue:01:00" }, ["update cluster"]],
  ["values", {}, { idleTimeoutSeconds: 60 }, ["replace parameter_group", "update cluster"]],
];

let workspace: AwsWorkspace;
let all: AwsConfiguration;
let planned: PlannedConfiguration;
let scans: Readonly<Record<"plan" | "synthesized" | "broken", ScanResult>>;
let done: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  workspace = new AwsWorkspace();
  all = workspace.add("elasticache", (scope) => {
    const rings = Object.entries(RINGS).map(([name, props]) => accepted(name, props));
    return awsStack(scope, { elastiCacheMemcached: rings });
  });
  planned = all.plan();
  const suppressions = [] as const;
  const file = join(all.folder, "cdk.tf.json");
  scans = scanAll({
    plan: { file: planned.file, suppressions, told: "ElastiCache rings, plan" },
    synthesized: { file, suppressions, told: "ElastiCache rings, synthesized" },
    broken: { file: fileWithFaults(), suppressions },
  });
  const service = /^elasticache_/;
  done = planPropChanges(workspace, { changes: CHANGES, stackOf: changing, service });
});
afterAll(() => workspace.remove());

function accepted(name: string, props: Props): AwsElastiCacheMemcachedProps {
  return { name, withoutAuthentication: true, ...props };
}

function changing(scope: Construct, propsOf: (change: PropChange<Props>) => Props) {
  const stack = new TerraformStack(scope, "cachefort-prod");
  new AwsProviders(stack, "providers", { environment });
  for (const change of CHANGES) {
    const props = accepted(change[0], { ...propsOf(change), removalPolicy: "destroy" });
    new AwsElastiCacheMemcached(stack, change[0], { ...props, aws: existingPlace() });
  }
  return stack;
}

function synthesized(): SynthesizedStack {
  return JSON.parse(all.text) as SynthesizedStack;
}

function fileWithFaults(): string {
  const broken = all.synthesized();
  delete broken.resource["aws_elasticache_cluster"]?.["defaults"]?.["subnet_group_name"];
  const file = join(all.folder, "broken.tf.json");
  writeFileSync(file, JSON.stringify(broken, null, 2));
  return file;
}

test("the provider takes every feature", () => {
  expect(planned.diagnostics).toEqual([]);
});

test("a plan without an account makes everything that is synthesized", () => {
  expect(actionsByAddress(planned.plan)).toEqual(allCreated(synthesized()));
});

test("no variable, and so no secret, is asked for", () => {
  expect(synthesized()).not.toHaveProperty("variable");
});

test("Checkov finds nothing in the plan, and nothing is suppressed", () => {
  const { failed, suppressed } = scans.plan;
  expect({ failed, suppressed }).toEqual({ failed: [], suppressed: [] });
});

test("Checkov finds nothing in the synthesized stack, and nothing is suppressed", () => {
  const { failed, suppressed } = scans.synthesized;
  expect({ failed, suppressed }).toEqual({ failed: [], suppressed: [] });
});

test("Checkov finds a ring that is planted with faults", () => {
  expect(scans.broken.failed.map(({ check }) => check)).toEqual(["CKV_AWS_323"]);
});

test.each(CHANGES)("%s", (name, _from, _to, actions) => {
  expect(done.get(name)).toEqual(actions);
});
