import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectMemcached } from "../../../clients/memcached/connect";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import { memcachedManifest } from "../../../constructs/memcached/manifest";
import { createMemcachedModel } from "../../../constructs/memcached/model";

describe("connectMemcached", () => {
  let directory: string;
  const build = { version: "1.6.18", passwordDatabase: false };
  const manifest = memcachedManifest(
    createMemcachedModel("local", { name: "pages", users: [{ name: "api" }] }, { build }),
    {
      target: "host",
      authority: { file: "ca.crt" },
      password: (user) => ({ file: `${user}.password` }),
      node: (id) => id,
    },
  );
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "cachefort-connect-"));
    writeFileSync(join(directory, "ca.crt"), "not read before the first command\n");
    writeFileSync(join(directory, "api.password"), "secret\n");
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const connect = (change: Partial<MemcachedManifest> = {}, user = "api", timeoutMs?: number) =>
    connectMemcached({ manifest: { ...manifest, ...change }, directory }, user, { timeoutMs });

  test("needs no server yet", async () => {
    const client = connect();
    expect(client.ring.servers).toEqual(manifest.ring.servers);
    await client.close();
  });

  test("names the users there are when one is unknown", () => {
    expect(() => connect({}, "apo")).toThrow(
      'MEMCACHED_USER_UNKNOWN: the ring pages has no such user · received: "apo" · allowed: api',
    );
  });

  test("refuses a user that logs in through IAM", () => {
    const iam = { region: "eu-central-1", userId: "api" };
    expect(() => connect({ users: [{ name: "api", auth: { iam } }] })).toThrow(
      "MEMCACHED_AUTH_UNSUPPORTED",
    );
  });

  test("refuses a password file that is not there", () => {
    const users = [{ name: "api", auth: { password: { file: "gone" } } }];
    expect(() => connect({ users })).toThrow("SECRET_UNREADABLE");
  });

  test.each([9, 60_001, 0.5])("refuses a time limit of %d ms", (timeoutMs) => {
    expect(() => connect({}, "api", timeoutMs)).toThrow("MEMCACHED_TIMEOUT_INVALID");
  });

  test.each([
    ["failures", { failures: 0 }],
    ["failures", { failures: 1001 }],
    ["firstPauseMs", { firstPauseMs: 9 }],
    ["longestPauseMs", { firstPauseMs: 500, longestPauseMs: 499 }],
    ["longestPauseMs", { longestPauseMs: 600_001 }],
  ])("refuses %s of a circuit breaker: %j", (name, circuitBreaker) => {
    expect(() => connectMemcached({ manifest, directory }, "api", { circuitBreaker })).toThrow(
      new RegExp(`MEMCACHED_BREAKER_INVALID.*${name}`),
    );
  });

  test.each([
    { maxPendingCommands: 0 },
    { maxPendingCommands: 1_000_001 },
    { maxPendingBytes: 0.5 },
  ])("refuses limits of what waits: %j", (limits) => {
    expect(() => connectMemcached({ manifest, directory }, "api", limits)).toThrow(
      "MEMCACHED_PENDING_INVALID",
    );
  });

  test.each([-1, 1.5, 2_592_001])(
    "a lifetime of %d s is refused before it is sent",
    async (ttl) => {
      const client = connect();
      await expect(client.set("key", "value", ttl)).rejects.toThrow("MEMCACHED_TTL_INVALID");
      await expect(client.touch("key", ttl)).rejects.toThrow("MEMCACHED_TTL_INVALID");
      await client.close();
    },
  );

  test.each([-1, 0.5, 2 ** 53])("a step of %d is refused before it is sent", async (delta) => {
    const client = connect();
    await expect(client.increment("key", delta)).rejects.toThrow("MEMCACHED_COUNTER_INVALID");
    await expect(client.decrement("key", 1, { initial: delta })).rejects.toThrow(
      "MEMCACHED_COUNTER_INVALID",
    );
    await client.close();
  });

  test("a key that no client could read is refused before it is sent", async () => {
    const client = connect();
    await expect(client.get("a b")).rejects.toThrow("MEMCACHED_KEY_INVALID");
    await client.close();
  });
});
