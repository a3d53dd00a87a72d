import { RedisEngine } from "../../../constructs/redis/engine";
import { RedisUser } from "../../../constructs/redis/user";
import { codedError } from "../../support/coded";
import { redisModel } from "../../support/redis-model";

const withRule = (engine: RedisEngine, rule: string) => () =>
  redisModel({ engine, users: [RedisUser.custom("api", { commands: [rule] })] });

test.each([
  [RedisEngine.redis("7.0.15"), "+waitaof"],
  [RedisEngine.redis("7.2.11"), "-hexpire"],
  [RedisEngine.valkey("8.1.9"), "+hexpire"],
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
  [RedisEngine.redis("7.0.15"), "+get"],
  [RedisEngine.redis("7.2"), "+client|setinfo"],
  [RedisEngine.redis("7.4.11"), "+hexpire"],
  [RedisEngine.redis("8.2.9"), "+hexpire"],
  [RedisEngine.valkey("7.2.14"), "+cluster|myshardid"],
])("%j knows %s", (engine, rule) => {
  expect(withRule(engine, rule)).not.toThrow();
});
