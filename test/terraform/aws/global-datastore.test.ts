import { join } from "node:path";
import type { App } from "cdktf";
import type { Construct } from "constructs";
import { RedisEngine } from "../../../constructs/redis/engine";
import type { DatastorePrimaryProps } from "../../../constructs/redis/aws/datastore-props";
import { GlobalStack } from "../../../examples/aws-global";
import { awsDatastore, placeIn } from "../../support/aws-datastore";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import type { PlannedConfiguration } from "../../support/aws-terraform/planned-configuration";
import { scanAll, type ScanResult } from "../../support/aws-terraform/scan";
import { stateAfter, type StoredState } from "../../support/aws-terraform/stored-state";
import { DATASTORE_SUPPRESSIONS } from "../../support/aws-terraform/suppressions";
import type { SynthesizedStack } from "../../support/aws-terraform/terraform-json";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";
import type { JsonObject } from "../../support/template";

const GROUP = "aws_elasticache_replication_group";
const DATASTORE = "aws_elasticache_global_replication_group";

const SCANNED = ["plan", "synthesized"] as const;
type Scanned = (typeof SCANNED)[number];

let workspace: AwsWorkspace;
beforeAll(() => {
  workspace = new AwsWorkspace();
});
afterAll(() => workspace.remove());

describe("the example of two regions", () => {
  let configuration: AwsConfiguration;
  let planned: PlannedConfiguration;
  let scans: Readonly<Record<Scanned, ScanResult>>;

  beforeAll(() => {
    configuration = workspace.add("global", (scope) => new GlobalStack(scope, "global"));
    planned = configuration.plan();
    const suppressions = DATASTORE_SUPPRESSIONS;
    const file = join(configuration.folder, "cdk.tf.json");
    scans = scanAll({
      plan: { file: planned.file, suppressions, told: "datastore, plan" },
      synthesized: { file, suppressions, told: "datastore, synthesized" },
    });
  });

  test("is taken by the provider, and planned as a whole without an account", () => {
    expect(planned.diagnostics).toEqual([]);
    const synthesized = JSON.parse(configuration.text) as SynthesizedStack;
    expect(actionsByAddress(planned.plan)).toEqual(allCreated(synthesized));
  });

  test("is planned by the provider of each region", () => {
    const keys = planned.plan.configuration.root_module.resources.map(
      ({ address, provider_config_key }) => [address, provider_config_key],
    );
    expect(keys).toEqual(
      expect.arrayContaining([
        [`${GROUP}.sessions`, "aws"],
        [`${DATASTORE}.sessions`, "aws"],
        [`${GROUP}.sessions-ireland`, "aws.eu-west-1"],
        ["aws_elasticache_user.sessions-ireland_api", "aws.eu-west-1"],
      ]),
    );
  });

  test.each(SCANNED)("gives Checkov nothing new to find in the %s", (what) => {
    const { failed, suppressed } = scans[what];
    expect(failed).toEqual([]);
    expect(suppressed.map(({ check }) => check).sort()).toEqual([
      ...["CKV_AWS_29", "CKV_AWS_30", "CKV_AWS_31"],
    ]);
  });
});

test("the provider refuses what a secondary leaves out", () => {
  const left: JsonObject = {
    engine: "valkey",
    engine_version: "8.1",
    node_type: "cache.r7g.large",
    num_node_groups: 3,
    parameter_group_name: "ours",
    at_rest_encryption_enabled: "true",
    transit_encryption_enabled: true,
    transit_encryption_mode: "required",
    snapshot_name: "older",
    snapshot_arns: ["arn:aws:s3:::bucket/older.rdb"],
  };
  // One secondary for each: the provider tells of one conflict alone.
  const configuration = workspace.add("refused", stackOf(), ({ resource }) => {
    const groups = resource[GROUP] ?? {};
    for (const [argument, value] of Object.entries(left)) {
      groups[argument] = {
        ...groups["sessions-ireland"],
        [argument]: value,
        // Of a reference that nobody knows yet the provider says nothing.
        global_replication_group_id: "abcde-sessions",
      };
    }
  });
  const { diagnostics } = configuration.validate();
  const refused = Object.keys(left).filter((argument) =>
    diagnostics.some(
      ({ detail }) => detail === `"global_replication_group_id": conflicts with ${argument}`,
    ),
  );
  expect(refused).toEqual(Object.keys(left));
});

describe("a datastore that is there", () => {
  let state: StoredState;

  beforeAll(() => {
    const before = workspace.add("before", stackOf());
    // The second plan knows what the first one could not.
    const first = asServiceLeavesIt(stateAfter(before.plan().plan));
    state = asServiceLeavesIt(stateAfter(before.plan({ state: first }).plan));
  });

  const changesOf = (name: string, primary: Partial<DatastorePrimaryProps>, from = state) => {
    const { changes } = workspace.add(name, stackOf(primary)).plan({ state: from });
    return Object.entries(changes)
      .map(([address, action]) => `${action} ${address}`)
      .sort();
  };

  test("stays as it is", () => {
    expect(changesOf("same", {})).toEqual([]);
  });

  test("stays as it is when the secondary was promoted", () => {
    const promoted = asServiceLeavesIt(state, "prod-sessions-ireland");
    expect(changesOf("promoted", {}, promoted)).toEqual([]);
  });

  test("changes its shape and engine itself, not by its members", () => {
    const shape = { shards: 4, nodeType: "cache.r7g.xlarge", engine: RedisEngine.valkey("8.2") };
    const replication = changesOf("shape", shape).filter((each) => each.includes("group."));
    expect(replication).toEqual([`update ${DATASTORE}.sessions`]);
  });

  test("takes no other parameters without a newer engine", () => {
    expect(() => changesOf("parameters", { eviction: "allkeys-lru" })).toThrow(
      /cannot change parameter group name without upgrading major engine version/,
    );
  });
});

function stackOf(primary: Partial<DatastorePrimaryProps> = {}) {
  const aws = placeIn("eu-central-1");
  const props = { name: "sessions", nodeType: "cache.r7g.large", aws, ...primary };
  return (scope: Construct) => awsDatastore({ primary: props }, scope as App).stack;
}

/** What the service makes of members: a copy of the parameters for each, and the engine of the primary. */
function asServiceLeavesIt(state: StoredState, primary = "prod-sessions"): StoredState {
  const ofMembers: JsonObject = {
    engine: "valkey",
    engine_version: "8.1",
    node_type: "cache.r7g.large",
    num_node_groups: 3,
    parameter_group_name: "global-datastore-sessions",
    global_replication_group_id: "abcde-sessions",
  };
  const changed: Record<string, JsonObject> = {
    [GROUP]: ofMembers,
    [DATASTORE]: {
      global_replication_group_id: "abcde-sessions",
      global_node_groups: ["0-5460", "5461-10922", "10923-16383"].map((slots, shard) => ({
        global_node_group_id: `abcde-sessions-000${shard + 1}`,
        slots,
      })),
      primary_replication_group_id: primary,
    },
  };
  return {
    ...state,
    resources: state.resources.map((resource) => ({
      ...resource,
      instances: resource.instances.map((instance) => ({
        ...instance,
        attributes: {
          ...instance.attributes,
          ...changed[resource.type],
          ...(resource.type === GROUP
            ? { id: instance.attributes["replication_group_id"] ?? null }
            : {}),
        },
      })),
    })),
  };
}
