import { modelOf, specOf, type RedisClusterSpec } from "../../../constructs/redis/model";
import { RedisUser } from "../../../constructs/redis/user";
import { codedError } from "../../support/coded";
import { redisModel } from "../../support/redis-model";

describe("defaults", () => {
  test("are those of the documentation", () => {
    expect(redisModel()).toMatchObject({
      shards: 3,
      replicasPerShard: 1,
      nodeTimeoutMs: 5000,
      fullCoverage: false,
      persistence: { fsync: "everysec" },
      maxMemoryMib: 256,
      eviction: "volatile-lru",
      users: [],
      durability: undefined,
    });
  });
});

describe("validation", () => {
  const api = RedisUser.readWrite("api", { keys: ["a:*"] });
  // cdktf writes a number that is known after apply as such a double.
  const token = -1.8881545897087626e289;
  test.each([
    ["REDIS_NAME", { name: "Sessions!" }],
    ["REDIS_SHARDS", { shards: 2 }],
    ["REDIS_SHARDS", { shards: 251 }],
    ["REDIS_SHARDS", { shards: 3.5 }],
    ["REDIS_REPLICAS", { replicasPerShard: 6 }],
    ["REDIS_REPLICAS", { replicasPerShard: -1 }],
    ["REDIS_NODE_TIMEOUT", { nodeTimeoutMs: 499 }],
    ["REDIS_MAX_MEMORY", { maxMemoryMib: 0 }],
    ["REDIS_MAX_MEMORY", { maxMemoryMib: 6.5 }],
    ["REDIS_MAX_MEMORY", { maxMemoryMib: 1_048_577 }],
    ["REDIS_MEMORY_USED_UP", { maxMemoryMib: 5 }],
    ["REDIS_EVICTION", { eviction: "lru" as "allkeys-lru" }],
    ["REDIS_MIN_REPLICAS", { durability: { minReplicasToWrite: 2 } }],
    ["REDIS_USER_TWICE", { users: [api, api] }],
    ["TOKEN_NOT_ALLOWED", { shards: token }],
    ["TOKEN_NOT_ALLOWED", { replicasPerShard: token }],
    ["TOKEN_NOT_ALLOWED", { nodeTimeoutMs: token }],
    ["TOKEN_NOT_ALLOWED", { name: "${TfToken[TOKEN.1]}" }],
  ])("%s for %j", (code, props) => {
    const error = codedError(() => redisModel(props));
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(/ · fix: /);
  });

  test.each([1023, 55536 - 6 + 1])("REDIS_PORT for %i", (port) => {
    expect(codedError(() => redisModel({}, port)).code).toBe("REDIS_PORT");
  });

  test("the highest base port still gives every node a bus port", () => {
    const model = redisModel({}, 55530);
    expect(Math.max(...model.nodes.map(({ busPort }) => busPort))).toBe(65535);
  });

  test("500 ms, 250 shards and 0 replicas are accepted", () => {
    const model = redisModel({ shards: 250, replicasPerShard: 0, nodeTimeoutMs: 500 });
    expect(model.nodes).toHaveLength(250);
  });
});

test("a specification that went through JSON gives the same model", () => {
  const model = redisModel({
    users: [RedisUser.readOnly("report", { keys: ["a:*"] })],
    durability: { minReplicasToWrite: 1 },
  });
  expect(modelOf(JSON.parse(JSON.stringify(specOf(model))) as RedisClusterSpec)).toEqual(
    JSON.parse(JSON.stringify(model)),
  );
});
