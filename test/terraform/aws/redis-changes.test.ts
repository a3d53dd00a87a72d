import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AwsProviders } from "../../../constructs/aws/providers";
import { AwsRedisCluster } from "../../../constructs/redis/aws/aws-redis-cluster";
import type { PlacedRedisClusterProps } from "../../../constructs/redis/aws/placed-redis-cluster";
import { RedisEngine } from "../../../constructs/redis/engine";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { RedisUser } from "../../../constructs/redis/user";
import { environment } from "../../support/aws";
import { existingPlace } from "../../support/aws-cluster";
import { planPropChanges, type PropChange } from "../../support/aws-terraform/prop-changes";
import { AwsWorkspace } from "../../support/aws-terraform/workspace";

type Props = Partial<PlacedRedisClusterProps>;

const BASE: Props & Pick<PlacedRedisClusterProps, "aws"> = {
  aws: existingPlace(),
  nodeType: "cache.r7g.large",
  users: [RedisUser.readWrite("api", { keys: ["session:*"] })],
  removalPolicy: "destroy",
};

const OTHER_KEY = "arn:aws:kms:eu-central-1:012345678901:key/11111111-1111-1111-1111-111111111111";

const CHANGES: readonly PropChange<Props>[] = [
  ["nothing", {}, {}, []],
  ["engine", {}, { engine: RedisEngine.valkey("8.2") }, ["update replication_group"]],
  [
    "engine-back",
    { engine: RedisEngine.valkey("8.2") },
    { engine: RedisEngine.valkey("8.1") },
    ["replace replication_group"],
  ],
  [
    "engine-family",
    { engine: RedisEngine.valkey("7.2") },
    { engine: RedisEngine.valkey("8.0") },
    ["replace parameter_group", "update replication_group"],
  ],
  ["shards", {}, { shards: 4 }, ["update dashboard", "update replication_group"]],
  ["replicas", {}, { replicasPerShard: 2 }, ["update dashboard", "update replication_group"]],
  [
    "node-type",
    {},
    { nodeType: "cache.r7g.xlarge" },
    // The threshold of a processor follows from their number.
    ["update dashboard", "update replication_group"],
  ],
  ["id", {}, { replicationGroupId: "ours" }, ["replace replication_group", "update dashboard"]],
  ["port", {}, { port: 7000 }, ["replace replication_group"]],
  [
    "key",
    {},
    { aws: existingPlace({ encryptionKey: { keyArn: OTHER_KEY } }) },
    ["replace replication_group", "update log_group"],
  ],
  ["multi-az", {}, { multiAz: false }, ["update replication_group"]],
  ["network-type", {}, { networkType: "dual_stack" }, ["replace replication_group"]],
  [
    "eviction",
    {},
    { eviction: "allkeys-lru" },
    ["replace parameter_group", "update replication_group"],
  ],
  [
    "commands",
    {},
    { renamedCommands: RenamedCommands.of({ disabled: ["KEYS"], renamed: [] }) },
    ["replace parameter_group", "update replication_group"],
  ],
  [
    "grants",
    {},
    { users: [RedisUser.readWrite("api", { keys: ["session:*", "cart:*"] })] },
    ["update user"],
  ],
  [
    "users",
    {},
    {
      users: [
        RedisUser.readWrite("api", { keys: ["session:*"] }),
        RedisUser.readOnly("report", { keys: ["session:*"] }),
      ],
    },
    ["create user", "update user_group"],
  ],
  ["maintenance", {}, { maintenanceWindow: "mon:03:00-mon:05:00" }, ["update replication_group"]],
  ["snapshots", {}, { snapshotRetentionDays: 14 }, ["update replication_group"]],
  ["final", {}, { finalSnapshot: false }, ["update replication_group"]],
  ["final-name", {}, { finalSnapshot: "second" }, ["update replication_group"]],
  ["restore", {}, { snapshotToRestore: { snapshotName: "older" } }, ["replace replication_group"]],
  ["at-once", {}, { applyImmediately: true }, ["update replication_group"]],
  ["logs", {}, { logs: { slow: false } }, ["delete log_group", "update replication_group"]],
  [
    "scaling",
    {},
    { autoscaling: { shards: { min: 3, max: 6, targetPercent: 60 } } },
    ["create appautoscaling_policy", "create appautoscaling_target", "update dashboard"],
  ],
];

let workspace: AwsWorkspace | undefined;
let done: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  workspace = new AwsWorkspace();
  const service = /^(elasticache|cloudwatch)_/;
  done = planPropChanges(workspace, { changes: CHANGES, stackOf, service });
});
afterAll(() => workspace?.remove());

function stackOf(scope: Construct, propsOf: (change: PropChange<Props>) => Props) {
  const stack = new TerraformStack(scope, "cachefort-prod");
  new AwsProviders(stack, "providers", { environment });
  for (const change of CHANGES) {
    const [name] = change;
    const props = { ...BASE, ...propsOf(change), name };
    new AwsRedisCluster(stack, name, props);
  }
  return stack;
}

test.each(CHANGES)("%s", (name, _from, _to, actions) => {
  expect(done.get(name)).toEqual(actions);
});
