import {
  AWS_ENGINES,
  awsEngineOf,
  DEFAULT_AWS_ENGINE,
  requireFamily,
} from "../../../../constructs/redis/aws/aws-engine";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { codedError } from "../../../support/coded";

test.each([
  [RedisEngine.redis("7.0"), "redis7"],
  [RedisEngine.redis("7.1"), "redis7"],
  [RedisEngine.valkey("7.2"), "valkey7"],
  [RedisEngine.valkey("8.0"), "valkey8"],
  [RedisEngine.valkey("8.1"), "valkey8"],
  [RedisEngine.valkey("8.2"), "valkey8"],
  [RedisEngine.valkey("9.0"), "valkey9"],
  [RedisEngine.valkey("9.1"), "valkey9"],
])("%j has the family %s", (engine, family) => {
  expect(awsEngineOf(engine)).toEqual({ name: engine.name, version: engine.version, family });
});

test("every offered line can be named, and the default is one of them", () => {
  for (const { name, version } of AWS_ENGINES) {
    expect(awsEngineOf(RedisEngine[name](version)).version).toBe(version);
  }
  expect(awsEngineOf(DEFAULT_AWS_ENGINE)).toEqual({
    name: "valkey",
    version: "8.1",
    family: "valkey8",
  });
});

test.each([
  ["ELASTICACHE_ENGINE_NOT_OFFERED", RedisEngine.redis("7.2"), 'RedisEngine.redis("7.1")'],
  ["ELASTICACHE_ENGINE_NOT_OFFERED", RedisEngine.redis("7.4.11"), 'RedisEngine.redis("7.1")'],
  ["ELASTICACHE_ENGINE_NOT_OFFERED", RedisEngine.redis("8.2"), 'RedisEngine.redis("7.1")'],
  ["ELASTICACHE_ENGINE_NOT_OFFERED", RedisEngine.valkey("10.0"), 'RedisEngine.valkey("9.1")'],
  ["ELASTICACHE_ENGINE_PATCH", RedisEngine.valkey("8.1.10"), 'RedisEngine.valkey("8.1")'],
  ["ELASTICACHE_ENGINE_PATCH", RedisEngine.valkey("9.0.6"), 'RedisEngine.valkey("9.0")'],
])("%s: %j", (code, engine, fix) => {
  const error = codedError(() => awsEngineOf(engine));
  expect(error.code).toBe(code);
  expect(error.detail.fix).toBe(`use ${fix}`);
});

test("ELASTICACHE_FAMILY: a group of other lines", () => {
  const engine = awsEngineOf(RedisEngine.valkey("8.1"));
  expect(() => requireFamily(engine, "valkey8")).not.toThrow();
  const error = codedError(() => requireFamily(engine, "redis7"));
  expect(error.code).toBe("ELASTICACHE_FAMILY");
  expect(error.detail).toMatchObject({ received: "redis7", allowed: "valkey8" });
});
