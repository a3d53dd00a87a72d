import { Token } from "cdktf";
import type { RedisClusterProps } from "../../../constructs/redis/props";
import { RedisEngine } from "../../../constructs/redis/engine";
import { RedisUser } from "../../../constructs/redis/user";
import { codedError } from "../../support/coded";
import { redisModel } from "../../support/redis-model";

type Props = Partial<RedisClusterProps>;

const api = RedisUser.readWrite("api", { keys: ["a:*"] });
const report = RedisUser.readOnly("report", { keys: ["a:*"] });
const unknownNumber = Token.asNumber({ resolve: () => 5, creationStack: [] });
const unknownText = Token.asString({ resolve: () => "sessions", creationStack: [] });

/** What is refused, and beside it the nearest that is not. Passwords are not among it: none can be given. */
const RULES: readonly (readonly [code: string, refused: Props, accepted: Props])[] = [
  ["REDIS_NAME", { name: "Sessions" }, { name: "sessions" }],
  ["REDIS_NAME", { name: "" }, { name: "s" }],
  ["REDIS_NAME", { name: "s".repeat(41) }, { name: "s".repeat(40) }],
  ["REDIS_SHARDS", { shards: 2 }, { shards: 3 }],
  ["REDIS_SHARDS", { shards: 251 }, { shards: 250 }],
  ["REDIS_SHARDS", { shards: 3.5 }, { shards: 4 }],
  ["REDIS_SHARDS", { shards: NaN }, { shards: 5 }],
  ["REDIS_REPLICAS", { replicasPerShard: -1 }, { replicasPerShard: 0 }],
  ["REDIS_REPLICAS", { replicasPerShard: 6 }, { replicasPerShard: 5 }],
  ["REDIS_NODE_TIMEOUT", { nodeTimeoutMs: 499 }, { nodeTimeoutMs: 500 }],
  ["REDIS_NODE_TIMEOUT", { nodeTimeoutMs: 60_001 }, { nodeTimeoutMs: 60_000 }],
  ["REDIS_MAX_MEMORY", { maxMemoryMib: 0 }, { maxMemoryMib: 6 }],
  ["REDIS_MAX_MEMORY", { maxMemoryMib: 6.5 }, { maxMemoryMib: 7 }],
  ["REDIS_MAX_MEMORY", { maxMemoryMib: 1_048_577 }, { maxMemoryMib: 1_048_576 }],
  ["REDIS_MEMORY_USED_UP", { maxMemoryMib: 5 }, { maxMemoryMib: 5, replicasPerShard: 0 }],
  [
    "REDIS_MEMORY_USED_UP",
    { maxMemoryMib: 14, engine: RedisEngine.valkey("8.1.10") },
    { maxMemoryMib: 15, engine: RedisEngine.valkey("8.1.10") },
  ],
  ["REDIS_EVICTION", { eviction: "lru" as "allkeys-lru" }, { eviction: "allkeys-lru" }],
  [
    "REDIS_MIN_REPLICAS",
    { durability: { minReplicasToWrite: 2 } },
    { durability: { minReplicasToWrite: 1 } },
  ],
  [
    "REDIS_MIN_REPLICAS",
    { replicasPerShard: 0, durability: { minReplicasToWrite: 1 } },
    { replicasPerShard: 0, durability: { minReplicasToWrite: 0 } },
  ],
  ["REDIS_ON_CRASH", { onCrash: "takeover" as "auto" }, { onCrash: "auto" }],
  ["REDIS_USER_TWICE", { users: [api, report, api] }, { users: [api, report] }],
  ["TOKEN_NOT_ALLOWED", { name: unknownText }, { name: "sessions" }],
  ["TOKEN_NOT_ALLOWED", { shards: unknownNumber }, { shards: 5 }],
  ["TOKEN_NOT_ALLOWED", { replicasPerShard: unknownNumber }, { replicasPerShard: 5 }],
  ["TOKEN_NOT_ALLOWED", { nodeTimeoutMs: unknownNumber }, { nodeTimeoutMs: 5000 }],
  ["TOKEN_NOT_ALLOWED", { maxMemoryMib: unknownNumber }, { maxMemoryMib: 64 }],
];

test.each(RULES)("%s: %j is refused, %j is not", (code, refused, accepted) => {
  const error = codedError(() => redisModel(refused));
  expect(error.code).toBe(code);
  expect(error.exitCode).toBe(2);
  expect(error.message).toMatch(/ · received: .* · allowed: .* · fix: ./);
  const plain = JSON.parse(JSON.stringify(accepted)) as object;
  expect(redisModel(accepted)).toMatchObject(plain);
});

describe("REDIS_PORT", () => {
  test.each([
    ["a privileged port", 1023, {}, 1024],
    ["a last node's bus port of 65536", 55_531, {}, 55_530],
    ["the same with 1500 nodes", 54_037, { shards: 250, replicasPerShard: 5 }, 54_036],
    ["a port that is known after apply", unknownNumber, {}, 7000],
  ])("%s", (_what, refused, props, accepted) => {
    const { code } = codedError(() => redisModel(props, refused));
    expect(code).toBe(refused === unknownNumber ? "TOKEN_NOT_ALLOWED" : "REDIS_PORT");
    const { nodes } = redisModel(props, accepted);
    expect(Math.max(...nodes.map(({ busPort }) => busPort))).toBeLessThanOrEqual(65_535);
  });

  test("the message says who takes the ports", () => {
    expect(codedError(() => redisModel({}, 60_000)).detail.allowed).toBe(
      "1024 to 55530 (6 nodes take a port each, and a bus port 10000 higher)",
    );
  });
});
