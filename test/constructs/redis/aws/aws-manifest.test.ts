import { Token } from "cdktf";
import { redisManifest } from "../../../../constructs/core/manifest";
import { aclSubjectOf, type GrantedUser } from "../../../../constructs/redis/acl-subject";
import { awsRedisManifest } from "../../../../constructs/redis/aws/aws-manifest";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { RedisUser } from "../../../../constructs/redis/user";
import { awsRedisModel } from "../../../support/aws-redis-model";
import published from "../../../fixtures/manifests/aws-redis.json";

const HOST = "clustercfg.prod-sessions.abc123.euc1.cache.amazonaws.com";
const api = RedisUser.readWrite("api", { keys: ["session:*"] });
const report = RedisUser.readOnly("report", { keys: ["session:*"] });
const worker = RedisUser.custom("worker", {
  keys: ["own:*"],
  commands: ["+@read", "-@dangerous"],
  selectors: [{ readKeys: ["log:*"], commands: ["+xread"] }],
});

test("it says what the published one says, and more", () => {
  const model = awsRedisModel({
    port: 6379,
    users: [api, report],
    authentication: { report: UserAuthentication.password() },
  });
  const manifest = awsRedisManifest(model, HOST);
  const { users, renamedCommands, ...rest } = published;
  expect(manifest).toMatchObject(rest);
  expect(manifest.users.slice(0, users.length)).toMatchObject(users);
  expect(renamedCommands).toEqual([]);
  expect(manifest.renamedCommands.map(({ command, as }) => [command, as])).toEqual([
    ...["FLUSHALL", "FLUSHDB", "KEYS", "MONITOR", "SWAPDB"].map((command) => [command, null]),
  ]);
  expect(manifest.fullCoverage).toBe(false);
});

test.each([
  ["valkey", awsRedisModel({ users: [api, worker], shards: 500, replicasPerShard: 0 })],
  ["redis", awsRedisModel({ engine: RedisEngine.redis("7.1"), users: [report] })],
  [
    "one that scales",
    awsRedisModel({
      nodeType: "cache.r7g.large",
      autoscaling: { replicas: { min: 1, max: 4, targetPercent: 50 } },
    }),
  ],
  [
    "a group of parameters of others",
    awsRedisModel({
      parameterGroup: { name: "ours", family: "valkey8" },
    }),
  ],
])("it has the form of every manifest: %s", (_what, model) => {
  expect(redisManifest.parse(awsRedisManifest(model, HOST))).toEqual(
    JSON.parse(JSON.stringify(awsRedisManifest(model, HOST))),
  );
});

test("the endpoint may be known after apply only", () => {
  const token = Token.asString({ resolve: () => HOST, creationStack: [] });
  expect(awsRedisManifest(awsRedisModel(), token).entrypoints).toEqual([
    { host: token, port: 6380 },
  ]);
});

test("members are numbered as the service does", () => {
  const { nodes } = awsRedisManifest(awsRedisModel({ shards: 12, replicasPerShard: 2 }), HOST);
  expect(nodes).toHaveLength(36);
  expect(nodes.at(-1)).toEqual({ id: "11-2", shard: 11, ref: "prod-sessions-0012-003" });
});

test("what scales by itself has its bounds beside the numbers of the first day", () => {
  const nodeType = "cache.r7g.large";
  const shards = { min: 3, max: 6, targetPercent: 60 };
  const replicas = { min: 1, max: 4, targetPercent: 50 };
  const topologyOf = (autoscaling: object) =>
    awsRedisManifest(awsRedisModel({ nodeType, autoscaling }), HOST).topology;
  const firstDay = { shards: 3, replicasPerShard: 1, slots: 16384 };
  expect(topologyOf({ shards, replicas })).toEqual({
    ...firstDay,
    scaling: { shards: { min: 3, max: 6 }, replicasPerShard: { min: 1, max: 4 } },
  });
  expect(topologyOf({ shards })).toEqual({
    ...firstDay,
    scaling: { shards: { min: 3, max: 6 } },
  });
  expect(topologyOf({})).toEqual(firstDay);
});

test("of two users that alternate, the manifest has the one that is active", () => {
  const model = awsRedisModel({
    users: [api],
    authentication: { api: UserAuthentication.password({ alternating: true, rotation: 1 }) },
  });
  const { users } = awsRedisManifest(model, HOST);
  expect(users.filter(({ name }) => name.startsWith("api"))).toEqual([
    {
      name: "api",
      role: "readWrite",
      keys: ["session:*"],
      channels: [],
      auth: {
        password: { secretsManager: "prod/sessions/api-b", key: "password" },
        login: "api-b",
      },
    },
  ]);
});

test("users of the kit log in with IAM; default is nobody's", () => {
  const { users } = awsRedisManifest(awsRedisModel({ engine: RedisEngine.redis("7.1") }), HOST);
  expect(users.map(({ name, auth }) => [name, auth])).toEqual(
    ["cf-health", "cf-metrics", "cf-operator", "cf-smoke"].map((name) => [
      name,
      {
        iam: {
          region: "eu-central-1",
          userId: `prod-sessions-${name}`,
          cacheName: "prod-sessions",
        },
      },
    ]),
  );
});

test.each([api, report, worker])("it tells the whole grants of $name", (user) => {
  const { users } = awsRedisManifest(awsRedisModel({ users: [user] }), HOST);
  const { commands = user.commands, ...told } = users[0] ?? {};
  expect(aclSubjectOf({ ...told, commands } as GrantedUser)).toEqual(aclSubjectOf(user));
});

test("a group of parameters of others is not spoken for", () => {
  const parameterGroup = { name: "ours", family: "valkey8" };
  const manifest = awsRedisManifest(awsRedisModel({ parameterGroup }), HOST);
  expect(manifest.renamedCommands).toEqual([]);
  expect("fullCoverage" in manifest).toBe(false);
});
