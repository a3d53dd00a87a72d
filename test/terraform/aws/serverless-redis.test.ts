import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AwsProviders } from "../../../constructs/aws/providers";
import { AwsServerlessRedis } from "../../../constructs/redis/aws/serverless-redis";
import type { ServerlessRedisProps } from "../../../constructs/redis/aws/serverless-redis-model";
import { UserAuthentication } from "../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../constructs/redis/engine";
import { RedisUser } from "../../../constructs/redis/user";
import { environment } from "../../support/aws";
import { existingPlace } from "../../support/aws-cluster";
import { awsStack } from "../../support/aws-stack";
import { forOlderProvider } from "../../support/aws-terraform/older-provider";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { planPropChanges, type PropChange } from "../../support/aws-terraform/prop-changes";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import type { SynthesizedStack } from "../../support/aws-terraform/terraform-json";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";

type Props = Partial<ServerlessRedisProps>;

const PASSWORDS = ["password-of-the-test-a1", "password-of-the-test-b2"];
const SNAPSHOT = "arn:aws:elasticache:eu-central-1:012345678901:serverlesscachesnapshot:older";
const api = RedisUser.readWrite("api", { keys: ["session:*"], channels: ["session:*"] });

/** Each optional feature, in a cache of its own. */
const CACHES: readonly ServerlessRedisProps[] = [
  { name: "defaults" },
  { name: "redis-7", engine: RedisEngine.redis("7.1"), users: [api] },
  { name: "valkey-9", engine: RedisEngine.valkey("9.0") },
  { name: "bounded", storageGb: { min: 1, max: 5000 }, ecpuPerSecond: { min: 1000, max: 15e6 } },
  { name: "small", storageGb: { max: 1 } },
  {
    name: "passwords",
    users: [api],
    authentication: { api: UserAuthentication.password({ alternating: true }) },
  },
  { name: "restored", snapshotArnsToRestore: [SNAPSHOT] },
  { name: "alone", snapshotRetentionDays: 0, removalPolicy: "destroy" },
];

const SCANNED = ["plan", "synthesized"] as const;
type Scanned = (typeof SCANNED)[number];

let workspace: AwsWorkspace;
beforeAll(() => {
  workspace = new AwsWorkspace();
});
afterAll(() => workspace.remove());

describe("every feature", () => {
  let all: AwsConfiguration;
  let planned: PlannedConfiguration;
  let scans: Readonly<Record<Scanned, ScanResult>>;

  beforeAll(() => {
    const make = (scope: Construct) => awsStack(scope, { serverless: CACHES });
    all = workspace.add("all", make, forOlderProvider);
    const variables = Object.keys((JSON.parse(all.text) as { variable: object }).variable);
    expect(variables).toHaveLength(PASSWORDS.length);
    planned = all.plan({
      variables: Object.fromEntries(variables.map((name, place) => [name, PASSWORDS[place] ?? ""])),
    });
    const file = join(all.folder, "cdk.tf.json");
    scans = scanAll({
      plan: { file: planned.file, told: "serverless caches, plan" },
      synthesized: { file, told: "serverless caches, synthesized" },
    });
  });

  const synthesized = () =>
    JSON.parse(readFileSync(join(all.folder, "cdk.tf.json"), "utf8")) as SynthesizedStack;

  test("is taken by the provider", () => {
    expect(planned.diagnostics).toEqual([]);
  });

  test("is planned without an account, all that is synthesized", () => {
    expect(actionsByAddress(planned.plan)).toEqual(allCreated(synthesized()));
  });

  test("has no password in the plan, in its JSON or in the synthesized stack", () => {
    const texts = [
      all.text,
      readFileSync(planned.file, "utf8"),
      readFileSync(planned.saved, "latin1"),
    ];
    for (const password of PASSWORDS) {
      expect(texts.filter((text) => text.includes(password))).toEqual([]);
    }
  });

  test.each(SCANNED)("gives Checkov nothing to find in the %s", (what) => {
    expect(scans[what].failed).toEqual([]);
  });
});

/** One changed prop for each cache, and what Terraform does to its resources. */
const CHANGES: readonly PropChange<Props>[] = [
  ["nothing", {}, {}, []],
  ["engine-major", {}, { engine: RedisEngine.valkey("9.0") }, ["replace cache"]],
  ["engine-minor", {}, { engine: RedisEngine.valkey("8.0") }, []],
  ["storage", {}, { storageGb: { max: 10 } }, ["update cache"]],
  ["storage-up", { storageGb: { max: 10 } }, { storageGb: { max: 20 } }, ["update cache"]],
  ["ecpu", {}, { ecpuPerSecond: { max: 5000 } }, ["update cache"]],
  ["no-limit", { storageGb: { max: 10 } }, {}, ["update cache"]],
  ["snapshot-time", {}, { snapshotTime: "04:30" }, ["update cache"]],
  ["snapshots", {}, { snapshotRetentionDays: 14 }, ["update cache"]],
  ["restore", {}, { snapshotArnsToRestore: [SNAPSHOT] }, ["replace cache"]],
  [
    "grants",
    {},
    { users: [RedisUser.readWrite("api", { keys: ["session:*", "cart:*"] })] },
    ["update user"],
  ],
  [
    "users",
    {},
    { users: [api, RedisUser.readOnly("report", { keys: ["session:*"] })] },
    ["create user", "update user_group"],
  ],
];

describe("a changed prop", () => {
  let done: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    const service = /^elasticache_(serverless_)?/;
    done = planPropChanges(workspace, { changes: CHANGES, stackOf, service });
  });

  function stackOf(scope: Construct, propsOf: (change: PropChange<Props>) => Props) {
    const stack = new TerraformStack(scope, "cachefort-prod");
    new AwsProviders(stack, "providers", { environment });
    for (const change of CHANGES) {
      const [name] = change;
      const props = { users: [api], removalPolicy: "destroy" as const, ...propsOf(change) };
      new AwsServerlessRedis(stack, name, { ...props, name, aws: existingPlace() });
    }
    return stack;
  }

  test.each(CHANGES)("%s", (name, _from, _to, actions) => {
    expect(done.get(name)).toEqual(actions);
  });
});
