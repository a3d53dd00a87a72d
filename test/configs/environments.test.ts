import { environmentNames, findEnvironment } from "../../configs";
import { readEnvironment } from "../../configs/read-environment";
import { redisPropsOf } from "../../configs/redis-props";
import { codedError } from "../support/coded";

test("every environment is valid, and those of this machine stand on ports of their own", () => {
  const ports = environmentNames.flatMap((name) => {
    const { redis, memcached, target } = findEnvironment(name);
    return target === "aws" ? [] : [...redis, ...memcached].map(({ port }) => port);
  });
  expect(ports).not.toContain(undefined);
  expect(new Set(ports).size).toBe(ports.length);
});

test.each([
  ["lokal", "did you mean local?"],
  ["toString", "set CACHEFORT_ENV"],
  ["stagin", "did you mean staging?"],
  ["test", "set CACHEFORT_ENV"],
])("environment %s is unknown", (name, hint) => {
  const error = codedError(() => findEnvironment(name));
  expect(error.code).toBe("ENVIRONMENT_UNKNOWN");
  expect(error.message).toContain(hint);
  expect(error.message).toContain("allowed: local, ci, docker, staging, prod");
});

test("every problem is told at once, with its path and the word that was meant", () => {
  const error = codedError(() =>
    readEnvironment("mine", {
      target: "host",
      redis: [
        {
          name: "sessions",
          shard: 3,
          nodeTimeoutMs: "2000",
          users: [{ name: "api", role: "readWrite", keys: ["a:*"], chanels: [] }],
        },
      ],
      memcahed: [],
    }),
  );
  expect(error.code).toBe("CONFIG_INVALID");
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain("redis.0: unknown key shard, did you mean shards?");
  expect(error.message).toContain("redis.0.users.0: unknown key chanels, did you mean channels?");
  expect(error.message).toContain("redis.0.nodeTimeoutMs: ");
  expect(error.message).toContain("unknown key memcahed, did you mean memcached?");
});

describe("an unknown key", () => {
  const cluster = { name: "sessions" };
  const ring = { name: "pages", users: [{ name: "web" }] };
  test.each([
    [
      "of the environment",
      { redsi: [] },
      { redis: [] },
      "top level: unknown key redsi, did you mean redis?",
    ],
    [
      "of a cluster",
      { redis: [{ ...cluster, maxMemory: 64 }] },
      { redis: [{ ...cluster, maxMemoryMib: 64 }] },
      "redis.0: unknown key maxMemory, did you mean maxMemoryMib?",
    ],
    [
      "of an engine",
      { redis: [{ ...cluster, engine: { name: "redis", verison: "7.4.11" } }] },
      { redis: [{ ...cluster, engine: { name: "redis", version: "7.4.11" } }] },
      "redis.0.engine: unknown key verison, did you mean version?",
    ],
    [
      "of renamed commands",
      { redis: [{ ...cluster, renamedCommands: { disabled: [], rename: [] } }] },
      { redis: [{ ...cluster, renamedCommands: { disabled: [], renamed: [] } }] },
      "redis.0.renamedCommands: unknown key rename, did you mean renamed?",
    ],
    [
      "of a ring",
      { memcached: [{ ...ring, thread: 2 }] },
      { memcached: [{ ...ring, threads: 2 }] },
      "memcached.0: unknown key thread, did you mean threads?",
    ],
    [
      "of a ring's user, such as a password, which nobody can give",
      { memcached: [{ ...ring, users: [{ name: "web", password: "secret" }] }] },
      { memcached: [ring] },
      "memcached.0.users.0: unknown key password",
    ],
  ])("%s is refused", (_what, refused, accepted, message) => {
    const error = codedError(() => readEnvironment("mine", { target: "host", ...refused }));
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(message);
    expect(() => readEnvironment("mine", { target: "host", ...accepted })).not.toThrow();
  });
});

test("an engine that its distribution patches is taken, another with known defects is not", () => {
  const props = (engine: object) =>
    readEnvironment("mine", { target: "host", redis: [{ name: "sessions", engine }] }).redis.map(
      redisPropsOf,
    );
  const old = { name: "redis", version: "7.0.15" };
  expect(props({ ...old, patchedBy: "distribution" })).toMatchObject([{ engine: old }]);
  expect(codedError(() => props(old)).code).toBe("REDIS_ENGINE_NOT_OFFERED");
  expect(codedError(() => props({ ...old, patchedBy: "me" })).code).toBe("CONFIG_INVALID");
});

test("data become props", () => {
  const { redis } = readEnvironment("mine", {
    target: "host",
    redis: [
      {
        name: "sessions",
        engine: { name: "valkey", version: "8.1.10" },
        persistence: "none",
        renamedCommands: { disabled: ["KEYS"], renamed: ["CONFIG"] },
        users: [
          { name: "api", role: "readWrite", keys: ["a:*"] },
          { name: "report", role: "readOnly", keys: ["a:*"] },
          {
            name: "counter",
            role: "custom",
            readKeys: ["in:*"],
            writeKeys: ["out:*"],
            commands: ["+incr"],
            selectors: [{ keys: ["log:*"], commands: ["+xadd"] }],
          },
        ],
      },
    ],
  });
  expect(redis.map(redisPropsOf)).toMatchObject([
    {
      name: "sessions",
      engine: { name: "valkey", version: "8.1.10" },
      persistence: { fsync: undefined },
      renamedCommands: { disabled: ["KEYS"], renamed: ["CONFIG"] },
      users: [
        { role: "readWrite" },
        { role: "readOnly" },
        {
          role: "custom",
          readKeys: ["in:*"],
          writeKeys: ["out:*"],
          commands: ["+incr"],
          selectors: [{ keys: ["log:*"], commands: ["+xadd"] }],
        },
      ],
    },
  ]);
});
