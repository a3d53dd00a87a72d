import { engineWarning, RedisEngine } from "../../../constructs/redis/engine";
import { redisImageOf } from "../../../constructs/docker/images";
import { codedError } from "../../support/coded";
import { redisModel } from "../../support/redis-model";

const PATCHED = { patchedBy: "distribution" } as const;

test.each(["7.4.11", "8.10.2", "8.2.20", "9.0"])("redis %s is taken", (version) => {
  expect(RedisEngine.redis(version)).toEqual({ name: "redis", version });
});

test.each(["8.1.10", "9.1.2", "10.0.0"])("valkey %s is taken", (version) => {
  expect(RedisEngine.valkey(version)).toEqual({ name: "valkey", version });
});

test.each(["", "latest", "7", "7.4.11-alpine", "7.4.x", "v7.4.11"])(
  "%j is no version",
  (version) => {
    for (const options of [{}, PATCHED]) {
      const error = codedError(() => RedisEngine.redis(version, options));
      expect(error.code).toBe("REDIS_ENGINE_VERSION");
    }
  },
);

test("below 7.0 nothing is taken, whoever patches it", () => {
  for (const options of [{}, PATCHED]) {
    const error = codedError(() => RedisEngine.redis("6.2.24", options));
    expect(error.code).toBe("REDIS_ENGINE_TOO_OLD");
  }
});

test("below the floor of its line, the message names floor and defect", () => {
  const error = codedError(() => RedisEngine.redis("7.4.9"));
  expect(error.exitCode).toBe(2);
  expect(error.message).toBe(
    "REDIS_ENGINE_BELOW_FLOOR: redis 7.4.9 has a known defect; CVE-2026-81934: before it, whoever" +
      ' reaches the TLS port may run code as the server · received: "7.4.9"' +
      " · allowed: of the line 7.4: 7.4.11 or later · fix: use redis 7.4.11; for a package that its" +
      ' distribution patches, add { patchedBy: "distribution" }',
  );
});

test("of a line without fixes, the message names the next one", () => {
  const error = codedError(() => RedisEngine.redis("8.0.6"));
  expect(error.message).toBe(
    "REDIS_ENGINE_NOT_OFFERED: redis 8.0.6 is of no line that its authors still fix" +
      ' · received: "8.0.6" · allowed: the next line with fixes is 8.2: 8.2.9 or later' +
      " · fix: use redis 8.2.9; for a package that its distribution patches, add" +
      ' { patchedBy: "distribution" }',
  );
});

describe("a line without a patch", () => {
  const lines = [
    [RedisEngine.valkey("8.1"), "REDIS_ENGINE_BELOW_FLOOR"],
    [RedisEngine.redis("7.2"), "REDIS_ENGINE_BELOW_FLOOR"],
    [RedisEngine.redis("7.1"), "REDIS_ENGINE_NOT_OFFERED"],
  ] as const;

  test.each(lines)("%j can be named, and not run", (engine, code) => {
    expect(codedError(() => redisModel({ engine })).code).toBe(code);
    const image = { repository: "mirror/server", tag: "1", uid: 1, gid: 1, engine };
    expect(codedError(() => redisImageOf({}, image)).code).toBe(code);
  });

  test("runs where nothing is known against it, or its distribution patches it", () => {
    for (const engine of [RedisEngine.redis("9.0"), RedisEngine.valkey("8.1", PATCHED)]) {
      expect(redisModel({ engine }).engine.version).toBe(engine.version);
    }
  });
});

describe("patched by its distribution", () => {
  test.each([
    ["redis", "7.0.15", "redis 7.0.15: below 7.2.16, it is as safe as"],
    ["redis", "7.4.9", "redis 7.4.9: below 7.4.11, it is as safe as"],
    ["valkey", "8.1.1", "valkey 8.1.1: below 8.1.10, it is as safe as"],
  ] as const)("%s %s is taken with a warning", (name, version, warning) => {
    const engine = RedisEngine[name](version, PATCHED);
    expect(engine).toEqual({ name, version, patchedBy: "distribution" });
    expect(engineWarning(engine)).toContain(warning);
  });

  test("a version that is safe by itself gives no warning", () => {
    expect(engineWarning(RedisEngine.redis("7.4.11", PATCHED))).toBeUndefined();
  });
});
