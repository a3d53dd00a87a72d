import { modelOf, specOf, type RedisClusterSpec } from "../../../constructs/redis/model";
import { RedisUser } from "../../../constructs/redis/user";
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

test("a specification that went through JSON gives the same model", () => {
  const model = redisModel({
    users: [RedisUser.readOnly("report", { keys: ["a:*"] })],
    durability: { minReplicasToWrite: 1 },
  });
  expect(modelOf(JSON.parse(JSON.stringify(specOf(model))) as RedisClusterSpec)).toEqual(
    JSON.parse(JSON.stringify(model)),
  );
});
