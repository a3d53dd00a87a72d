import { Token } from "cdktf";
import type { AwsRedisModel } from "../../../../constructs/redis/aws/aws-redis-model";
import type { AwsRedisClusterProps } from "../../../../constructs/redis/aws/aws-redis-props";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { Persistence } from "../../../../constructs/redis/persistence";
import { RenamedCommands } from "../../../../constructs/redis/renamed-commands";
import { RedisUser } from "../../../../constructs/redis/user";
import { awsRedisModel } from "../../../support/aws-redis-model";
import { codedError } from "../../../support/coded";

type Props = Partial<AwsRedisClusterProps>;

const unknownNumber = Token.asNumber({ resolve: () => 5, creationStack: [] });
const api = RedisUser.readWrite("api", { keys: ["session:*"] });
const group = (slots: string, replicaZones: string[] = ["eu-central-1b"]) => ({
  slots,
  primaryZone: "eu-central-1a",
  replicaZones,
});

test("the defaults are those of the documentation", () => {
  expect(awsRedisModel()).toMatchObject({
    id: "prod-sessions",
    engine: { name: "valkey", version: "8.1", family: "valkey8" },
    nodeType: "cache.t4g.small",
    shards: 3,
    replicasPerShard: 1,
    port: 6380,
    multiAz: true,
    nodeGroups: undefined,
    autoscaling: { shards: undefined, replicas: undefined },
    applicationUsers: [],
    windows: { maintenance: "sun:03:00-sun:04:00", snapshot: "01:00-02:00" },
    snapshotRetentionDays: 7,
    finalSnapshotName: "prod-sessions-final",
    snapshotToRestore: undefined,
    networkType: "ipv4",
    dataTiering: false,
    applyImmediately: false,
    removalPolicy: "retain",
    logs: { slow: true, engine: true, format: "json" },
  });
});

/** Each prop, a value beside its default, and what it changes. */
const EFFECTS: readonly (readonly [
  prop: keyof AwsRedisClusterProps,
  props: Props,
  part: object,
])[] = [
  ["name", { name: "pages" }, { name: "pages", id: "prod-pages" }],
  ["engine", { engine: RedisEngine.redis("7.1") }, { engine: { family: "redis7" } }],
  ["shards", { shards: 1 }, { shards: 1 }],
  ["replicasPerShard", { replicasPerShard: 0 }, { replicasPerShard: 0, multiAz: false }],
  ["replicationGroupId", { replicationGroupId: "ours" }, { id: "ours" }],
  ["nodeType", { nodeType: "cache.r7g.large" }, { nodeType: "cache.r7g.large" }],
  ["port", { port: 7000 }, { port: 7000 }],
  ["multiAz", { multiAz: false }, { multiAz: false }],
  [
    "nodeGroups",
    { nodeGroups: [group("0-8191"), group("8192-16383")] },
    { shards: 2, nodeGroups: [{ id: "0001" }, { id: "0002" }] },
  ],
  [
    "autoscaling",
    {
      nodeType: "cache.r7g.large",
      autoscaling: { replicas: { min: 1, max: 2, targetPercent: 50 } },
    },
    { autoscaling: { replicas: { max: 2 } } },
  ],
  ["users", { users: [api] }, { applicationUsers: [{ name: "api" }] }],
  [
    "authentication",
    { users: [api], authentication: { api: UserAuthentication.password() } },
    {
      users: expect.arrayContaining([
        expect.objectContaining({
          authentication: { type: "password", secret: "prod/sessions/api", version: 1 },
        }),
      ]),
    },
  ],
  ["fullCoverage", { fullCoverage: true }, { parameterGroup: { fullCoverage: true } }],
  [
    "eviction",
    { eviction: "noeviction" },
    {
      parameterGroup: {
        parameters: expect.arrayContaining([{ name: "maxmemory-policy", value: "noeviction" }]),
      },
    },
  ],
  [
    "durability",
    { durability: { minReplicasToWrite: 1 } },
    {
      parameterGroup: {
        parameters: expect.arrayContaining([{ name: "min-replicas-to-write", value: "1" }]),
      },
    },
  ],
  [
    "renamedCommands",
    { renamedCommands: RenamedCommands.of({ disabled: ["KEYS"], renamed: [] }) },
    { parameterGroup: { blockedCommands: ["KEYS"] } },
  ],
  [
    "maintenanceWindow",
    { maintenanceWindow: "mon:03:00-mon:04:00" },
    { windows: { maintenance: "mon:03:00-mon:04:00" } },
  ],
  ["snapshotWindow", { snapshotWindow: "05:00-06:00" }, { windows: { snapshot: "05:00-06:00" } }],
  ["snapshotRetentionDays", { snapshotRetentionDays: 0 }, { snapshotRetentionDays: 0 }],
  ["finalSnapshot", { finalSnapshot: false }, { finalSnapshotName: undefined }],
  ["finalSnapshot", { finalSnapshot: "second" }, { finalSnapshotName: "prod-sessions-second" }],
  [
    "snapshotToRestore",
    { snapshotToRestore: { snapshotName: "old" } },
    { snapshotToRestore: { snapshotName: "old" } },
  ],
  ["networkType", { networkType: "dual_stack" }, { networkType: "dual_stack" }],
  [
    "dataTiering",
    { dataTiering: true, nodeType: "cache.r6gd.xlarge" },
    { dataTiering: true, nodeType: "cache.r6gd.xlarge" },
  ],
  [
    "parameterGroup",
    { parameterGroup: { name: "ours", family: "valkey8" } },
    { parameterGroup: { kind: "existing", name: "ours", family: "valkey8" } },
  ],
  ["applyImmediately", { applyImmediately: true }, { applyImmediately: true }],
  ["removalPolicy", { removalPolicy: "destroy" }, { removalPolicy: "destroy" }],
  ["logs", { logs: { slow: false, engine: false, format: "text" } }, { logs: { slow: false } }],
];

test.each(EFFECTS)("%s changes the model", (_prop, props, part) => {
  expect(awsRedisModel(props)).toMatchObject(part);
  expect(awsRedisModel()).not.toMatchObject(part);
});

test("another id of the replication group leaves the names beside it as they are", () => {
  const { id: _, ...beside } = awsRedisModel();
  expect(awsRedisModel({ replicationGroupId: "ours" })).toMatchObject({ ...beside, id: "ours" });
});

test("the name of the parameter group follows what is in it", () => {
  const nameOf = ({ parameterGroup }: AwsRedisModel): string => parameterGroup.name;
  expect(nameOf(awsRedisModel())).toMatch(/^prod-sessions-valkey8-/);
  expect(nameOf(awsRedisModel({ eviction: "noeviction" }))).not.toBe(nameOf(awsRedisModel()));
  expect(nameOf(awsRedisModel({ port: 7000 }))).toBe(nameOf(awsRedisModel()));
});

const scaling = { nodeType: "cache.r7g.large" };

/** What is refused, and beside it the nearest that is not. */
const RULES: readonly (readonly [code: string, refused: Props, accepted: Props])[] = [
  ["REDIS_NAME", { name: "Sessions" }, { name: "sessions" }],
  ["ELASTICACHE_ID", { name: "s".repeat(36) }, { name: "s".repeat(22) }],
  ["ELASTICACHE_ID", { name: "s".repeat(24) }, { name: "s".repeat(23) }],
  ["ELASTICACHE_ID", { replicationGroupId: "Ours" }, { replicationGroupId: "ours" }],
  ["REDIS_SHARDS", { shards: 0 }, { shards: 1 }],
  ["REDIS_SHARDS", { shards: 501, replicasPerShard: 0 }, { shards: 500, replicasPerShard: 0 }],
  ["REDIS_REPLICAS", { replicasPerShard: 6 }, { replicasPerShard: 5 }],
  ["REDIS_REPLICAS", { replicasPerShard: -1 }, { replicasPerShard: 0 }],
  ["ELASTICACHE_NODES", { shards: 251 }, { shards: 250 }],
  ["ELASTICACHE_NODES", { shards: 84, replicasPerShard: 5 }, { shards: 83, replicasPerShard: 5 }],
  ["ELASTICACHE_FINAL_SNAPSHOT", { finalSnapshot: "" }, { finalSnapshot: "b" }],
  ["ELASTICACHE_FINAL_SNAPSHOT", { finalSnapshot: "Second" }, { finalSnapshot: "second" }],
  ["ELASTICACHE_FINAL_SNAPSHOT", { finalSnapshot: "second-" }, { finalSnapshot: "second-1" }],
  ["ELASTICACHE_FINAL_SNAPSHOT", { finalSnapshot: "a--b" }, { finalSnapshot: "a-b" }],
  [
    "ELASTICACHE_FINAL_SNAPSHOT",
    { finalSnapshot: "a".repeat(41) },
    { finalSnapshot: "a".repeat(40) },
  ],
  ["REDIS_PORT", { port: 1023 }, { port: 1024 }],
  ["REDIS_PORT", { port: 65_536 }, { port: 65_535 }],
  [
    "REDIS_MIN_REPLICAS",
    { durability: { minReplicasToWrite: 2 } },
    { durability: { minReplicasToWrite: 1 } },
  ],
  ["REDIS_USER_TWICE", { users: [api, api] }, { users: [api] }],
  [
    "REDIS_USER_COMMAND_LATER",
    {
      engine: RedisEngine.redis("7.1"),
      users: [RedisUser.custom("w", { commands: ["+waitaof"] })],
    },
    {
      engine: RedisEngine.valkey("7.2"),
      users: [RedisUser.custom("w", { commands: ["+waitaof"] })],
    },
  ],
  ["REDIS_EVICTION", { eviction: "lru" as "allkeys-lru" }, { eviction: "allkeys-lru" }],
  ["ELASTICACHE_ENGINE_PATCH", { engine: RedisEngine.valkey("8.1.10") }, {}],
  ["ELASTICACHE_ENGINE_NOT_OFFERED", { engine: RedisEngine.redis("7.4.11") }, {}],
  [
    "ELASTICACHE_FAMILY",
    { parameterGroup: { name: "ours", family: "redis7" } },
    { parameterGroup: { name: "ours", family: "valkey8" } },
  ],
  [
    "ELASTICACHE_PARAMETER_GROUP_FOREIGN",
    { parameterGroup: { name: "ours", family: "valkey8" }, fullCoverage: false },
    { fullCoverage: false },
  ],
  [
    "ELASTICACHE_PARAMETER_GROUP_FOREIGN",
    {
      parameterGroup: { name: "ours", family: "valkey8" },
      renamedCommands: RenamedCommands.secureDefaults(),
    },
    { renamedCommands: RenamedCommands.secureDefaults() },
  ],
  [
    "RENAMED_COMMAND_TOO_NEW",
    { renamedCommands: RenamedCommands.of({ disabled: ["HEXPIRE"], renamed: [] }) },
    { renamedCommands: RenamedCommands.of({ disabled: ["EXPIRE"], renamed: [] }) },
  ],
  [
    "ELASTICACHE_NOT_BLOCKABLE",
    { renamedCommands: RenamedCommands.of({ disabled: ["FCALL"], renamed: [] }) },
    { renamedCommands: RenamedCommands.of({ disabled: ["EVAL"], renamed: [] }) },
  ],
  [
    "ELASTICACHE_RENAME_TO_SECRET",
    { renamedCommands: RenamedCommands.of({ disabled: [], renamed: ["KEYS"] }) },
    { renamedCommands: RenamedCommands.of({ disabled: [], renamed: ["CONFIG"] }) },
  ],
  ["ELASTICACHE_PROP_UNSUPPORTED", { nodeTimeoutMs: 5000 }, {}],
  ["ELASTICACHE_PROP_UNSUPPORTED", { persistence: Persistence.appendOnly() }, {}],
  ["ELASTICACHE_PROP_UNSUPPORTED", { maxMemoryMib: 256 }, {}],
  ["ELASTICACHE_NODE_TYPE", { nodeType: "r7g.large" }, { nodeType: "cache.r7g.large" }],
  ["ELASTICACHE_NODE_TYPE_GONE", { nodeType: "cache.t2.small" }, { nodeType: "cache.t3.small" }],
  ["ELASTICACHE_NODE_TYPE_FEATURE", { dataTiering: true }, { dataTiering: false }],
  [
    "ELASTICACHE_DATA_TIERING",
    { nodeType: "cache.r6gd.xlarge" },
    { nodeType: "cache.r6gd.xlarge", dataTiering: true },
  ],
  [
    "ELASTICACHE_EVICTION_TIERED",
    { nodeType: "cache.r6gd.xlarge", dataTiering: true, eviction: "allkeys-random" },
    { nodeType: "cache.r6gd.xlarge", dataTiering: true, eviction: "allkeys-lru" },
  ],
  [
    "ELASTICACHE_NODE_TYPE_FEATURE",
    { nodeType: "cache.m4.large", networkType: "ipv6" },
    { nodeType: "cache.m4.large", networkType: "ipv4" },
  ],
  [
    "ELASTICACHE_NODE_TYPE_FEATURE",
    { autoscaling: { shards: { min: 1, max: 3, targetPercent: 50 } } },
    { ...scaling, autoscaling: { shards: { min: 1, max: 3, targetPercent: 50 } } },
  ],
  [
    "ELASTICACHE_NODES",
    { ...scaling, autoscaling: { shards: { min: 3, max: 251, targetPercent: 50 } } },
    { ...scaling, autoscaling: { shards: { min: 3, max: 250, targetPercent: 50 } } },
  ],
  ["ELASTICACHE_MULTI_AZ", { multiAz: true, replicasPerShard: 0 }, { multiAz: true }],
  [
    "ELASTICACHE_NODE_GROUPS",
    { shards: 2, nodeGroups: [group("0-16383")] },
    { shards: 1, nodeGroups: [group("0-16383")] },
  ],
  [
    "ELASTICACHE_ONE_ZONE",
    { nodeGroups: [group("0-16383", ["eu-central-1a"])] },
    { nodeGroups: [group("0-16383", ["eu-central-1a"])], multiAz: false },
  ],
  ["ELASTICACHE_SNAPSHOT_RETENTION", { snapshotRetentionDays: 36 }, { snapshotRetentionDays: 35 }],
  ["ELASTICACHE_SNAPSHOT_RETENTION", { snapshotRetentionDays: -1 }, { snapshotRetentionDays: 0 }],
  [
    "ELASTICACHE_WINDOWS_OVERLAP",
    { snapshotWindow: "03:00-04:00" },
    { snapshotWindow: "04:00-05:00" },
  ],
  ["ELASTICACHE_RESTORE", { snapshotToRestore: { s3Arns: [] } }, {}],
  ["ELASTICACHE_USER_UNKNOWN", { authentication: { api: UserAuthentication.iam() } }, {}],
  ["TOKEN_NOT_ALLOWED", { shards: unknownNumber }, { shards: 5 }],
  ["TOKEN_NOT_ALLOWED", { replicasPerShard: unknownNumber }, { replicasPerShard: 5 }],
  ["TOKEN_NOT_ALLOWED", { port: unknownNumber }, { port: 5000 }],
  ["TOKEN_NOT_ALLOWED", { finalSnapshot: "${TfToken[TOKEN.1]}" }, { finalSnapshot: "second" }],
  ["TOKEN_NOT_ALLOWED", { snapshotRetentionDays: unknownNumber }, { snapshotRetentionDays: 5 }],
];

test.each(RULES)("%s: %j is refused, %j is not", (code, refused, accepted) => {
  const error = codedError(() => awsRedisModel(refused));
  expect(error.code).toBe(code);
  expect(error.exitCode).toBe(2);
  expect(error.message).toMatch(/ · received: .* · allowed: .* · fix: ./);
  expect(() => awsRedisModel(accepted)).not.toThrow();
});

test("ELASTICACHE_ONE_ZONE: subnets in one zone, unless there is nothing to spread", () => {
  const zones = ["eu-central-1a", "eu-central-1a"];
  expect(codedError(() => awsRedisModel({}, { zones })).code).toBe("ELASTICACHE_ONE_ZONE");
  expect(awsRedisModel({ multiAz: false }, { zones }).multiAz).toBe(false);
  expect(awsRedisModel({ replicasPerShard: 0 }, { zones }).multiAz).toBe(false);
});

test("what the service decides or changes is told of", () => {
  const { notes } = awsRedisModel({
    shards: 1,
    users: [RedisUser.custom("worker", { commands: ["+get", "+config|get"] })],
  });
  expect(notes).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^nodeTimeoutMs is 15000 ms/),
      expect.stringMatching(/^persistence is none/),
      expect.stringMatching(/^maxMemoryMib follows/),
      expect.stringMatching(/^shards is 1: /),
      "renamedCommands leaves out DEBUG, SAVE, REPLICAOF, SLAVEOF, CONFIG, BGSAVE, BGREWRITEAOF, SHUTDOWN: ElastiCache lets nobody call them",
      expect.stringMatching(/^user worker, rule \+config\|get: ElastiCache lets nobody call/),
    ]),
  );
  expect(notes.filter((note) => note.startsWith("user cf-"))).toEqual([]);
  expect(awsRedisModel().notes.some((note) => note.startsWith("shards"))).toBe(false);
});

test("a model is plain data", () => {
  const model = awsRedisModel({ users: [api] });
  const { applicationUsers: _instances, ...plain } = model;
  expect(JSON.parse(JSON.stringify(plain))).toEqual(
    Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
  );
});
