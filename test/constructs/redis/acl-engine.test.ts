import { RedisEngine } from "../../../constructs/redis/engine";
import { RedisUser } from "../../../constructs/redis/user";
import { codedError } from "../../support/coded";
import { redisModel } from "../../support/redis-model";

/** Floors are another rule's: these versions come from a distribution. */
const installed = (name: "redis" | "valkey", version: string): RedisEngine =>
  RedisEngine[name](version, { patchedBy: "distribution" });

const withRule = (engine: RedisEngine, rule: string) => () =>
  redisModel({ engine, users: [RedisUser.custom("api", { commands: [rule] })] });

test.each([
  [installed("redis", "7.0.15"), "+waitaof"],
  [installed("redis", "7.2.11"), "-hexpire"],
  [installed("valkey", "8.1.9"), "+hexpire"],
])("REDIS_USER_COMMAND_LATER: %j does not know %s", (engine, rule) => {
  const error = codedError(withRule(engine, rule));
  expect(error.code).toBe("REDIS_USER_COMMAND_LATER");
  expect(error.detail.received).toBe(rule);
});

test("REDIS_USER_COMMAND_LATER: selectors count too", () => {
  const user = RedisUser.custom("api", { commands: [], selectors: [{ commands: ["+httl"] }] });
  expect(codedError(() => redisModel({ users: [user] })).code).toBe("REDIS_USER_COMMAND_LATER");
});

test.each([
  [installed("redis", "7.0.15"), "+get"],
  [installed("redis", "7.2"), "+client|setinfo"],
  [installed("redis", "7.4.11"), "+hexpire"],
  [installed("redis", "8.2.9"), "+hexpire"],
  [installed("valkey", "7.2.14"), "+cluster|myshardid"],
])("%j knows %s", (engine, rule) => {
  expect(withRule(engine, rule)).not.toThrow();
});
