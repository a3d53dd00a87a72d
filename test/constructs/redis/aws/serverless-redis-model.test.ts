import { Token } from "cdktf";
import {
  createServerlessRedisModel,
  type ServerlessRedisProps,
} from "../../../../constructs/redis/aws/serverless-redis-model";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { RedisUser } from "../../../../constructs/redis/user";
import { codedError } from "../../../support/coded";

const api = RedisUser.readWrite("api", { keys: ["a:*"] });
const modelOf = (props: Partial<ServerlessRedisProps> = {}) =>
  createServerlessRedisModel(
    { name: "sessions", ...props },
    { name: "prod", region: "eu-central-1" },
  );

test("the defaults are those of the documentation", () => {
  expect(modelOf()).toMatchObject({
    id: "prod-sessions",
    engine: { name: "valkey", majorVersion: "8" },
    applicationUsers: [],
    storageGb: { min: undefined, max: undefined },
    ecpuPerSecond: { min: undefined, max: undefined },
    snapshotTime: "01:00",
    snapshotRetentionDays: 7,
    snapshotArnsToRestore: [],
    removalPolicy: "retain",
  });
});

test.each<[keyof ServerlessRedisProps, Partial<ServerlessRedisProps>, object]>([
  ["name", { name: "pages" }, { id: "prod-pages" }],
  [
    "engine",
    { engine: RedisEngine.redis("7.1") },
    { engine: { name: "redis", majorVersion: "7" } },
  ],
  ["engine", { engine: RedisEngine.valkey("9.0") }, { engine: { majorVersion: "9" } }],
  ["users", { users: [api] }, { applicationUsers: [{ name: "api" }] }],
  [
    "authentication",
    { users: [api], authentication: { api: UserAuthentication.password() } },
    {
      users: expect.arrayContaining([
        expect.objectContaining({ id: "prod-sessions-api", loginName: "api" }),
      ]),
    },
  ],
  ["storageGb", { storageGb: { min: 1, max: 5000 } }, { storageGb: { min: 1, max: 5000 } }],
  [
    "ecpuPerSecond",
    { ecpuPerSecond: { min: 1000, max: 15_000_000 } },
    { ecpuPerSecond: { min: 1000, max: 15_000_000 } },
  ],
  ["snapshotTime", { snapshotTime: "23:59" }, { snapshotTime: "23:59" }],
  ["snapshotRetentionDays", { snapshotRetentionDays: 0 }, { snapshotRetentionDays: 0 }],
  [
    "snapshotArnsToRestore",
    { snapshotArnsToRestore: ["arn:aws:elasticache:eu-central-1:1:serverlesscachesnapshot:s"] },
    { snapshotArnsToRestore: [expect.stringContaining("snapshot:s")] },
  ],
  ["removalPolicy", { removalPolicy: "destroy" }, { removalPolicy: "destroy" }],
])("%s changes the model", (_prop, props, part) => {
  expect(modelOf(props)).toMatchObject(part);
  expect(modelOf()).not.toMatchObject(part);
});

const unknownNumber = Token.asNumber({ resolve: () => 5, creationStack: [] });
const withOption = (option: object): Partial<ServerlessRedisProps> => ({ ...option });

test.each<[string, Partial<ServerlessRedisProps>]>([
  ["REDIS_NAME", { name: "Sessions" }],
  ["ELASTICACHE_ID", { name: "s".repeat(36) }],
  ["ELASTICACHE_ENGINE_PATCH", { engine: RedisEngine.valkey("8.1.10") }],
  ["REDIS_USER_TWICE", { users: [api, api] }],
  ["ELASTICACHE_STORAGE_LIMIT", { storageGb: { max: 5001 } }],
  ["ELASTICACHE_STORAGE_LIMIT", { storageGb: { min: 0 } }],
  ["ELASTICACHE_STORAGE_LIMIT", { storageGb: { min: 11, max: 10 } }],
  ["ELASTICACHE_ECPU_LIMIT", { ecpuPerSecond: { max: 999 } }],
  ["ELASTICACHE_ECPU_LIMIT", { ecpuPerSecond: { max: 15_000_001 } }],
  ["ELASTICACHE_ECPU_LIMIT", { ecpuPerSecond: { min: 3000, max: 2000 } }],
  ["ELASTICACHE_SNAPSHOT_TIME", { snapshotTime: "24:00" }],
  ["ELASTICACHE_SNAPSHOT_TIME", { snapshotTime: "01:00-02:00" }],
  ["ELASTICACHE_SNAPSHOT_RETENTION", { snapshotRetentionDays: 36 }],
  ["ELASTICACHE_USER_UNKNOWN", { authentication: { api: UserAuthentication.iam() } }],
  ["TOKEN_NOT_ALLOWED", { storageGb: { max: unknownNumber } }],
  ["ELASTICACHE_SERVERLESS_OPTION", withOption({ shards: 3 })],
  ["ELASTICACHE_SERVERLESS_OPTION", withOption({ replicasPerShard: 0 })],
  ["ELASTICACHE_SERVERLESS_OPTION", withOption({ nodeType: "cache.r7g.large" })],
  ["ELASTICACHE_SERVERLESS_OPTION", withOption({ multiAz: false })],
  ["ELASTICACHE_SERVERLESS_OPTION", withOption({ eviction: "noeviction" })],
  ["ELASTICACHE_SERVERLESS_OPTION", withOption({ renamedCommands: {} })],
])("%s: %j", (code, props) => {
  expect(codedError(() => modelOf(props)).code).toBe(code);
});

test("an option that is not set is none", () => {
  expect(() => modelOf(withOption({ shards: undefined }))).not.toThrow();
});

test("what the service decides or changes is told of", () => {
  expect(modelOf().notes).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^engine is valkey 8: /),
      expect.stringMatching(/^renamedCommands is empty/),
    ]),
  );
  const user = RedisUser.custom("worker", { commands: ["+get", "+config|get"] });
  expect(modelOf({ users: [user] }).notes).toContainEqual(
    expect.stringMatching(/^user worker, rule \+config\|get: /),
  );
});
