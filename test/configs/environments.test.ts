import { environmentNames, findEnvironment } from "../../configs";
import { readEnvironment } from "../../configs/read-environment";
import { redisPropsOf } from "../../configs/redis-props";
import { codedError } from "../support/coded";

test("every environment is valid and stands on ports of its own", () => {
  const ports = environmentNames.flatMap((name) => {
    const { redis, memcached } = findEnvironment(name);
    return [...redis, ...memcached].map(({ port }) => port);
  });
  expect(ports).not.toContain(undefined);
  expect(new Set(ports).size).toBe(ports.length);
});

test.each([
  ["lokal", "did you mean local?"],
  ["toString", "set CACHEFORT_ENV"],
  ["staging", "set CACHEFORT_ENV"],
])("environment %s is unknown", (name, hint) => {
  const error = codedError(() => findEnvironment(name));
  expect(error.code).toBe("ENVIRONMENT_UNKNOWN");
  expect(error.message).toContain(hint);
  expect(error.message).toContain("allowed: local, ci");
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
