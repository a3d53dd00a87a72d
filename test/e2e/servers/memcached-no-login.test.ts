import { connectMemcached } from "../../../clients/memcached/connect";
import { isForTarget } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/memcached";
import { expectPassed, runCheck } from "../../support/memcached-check";
import { startTestRing, type TestRing } from "../../support/memcached-ring";

const PORT = 21720;

/** Real servers with TLS and without SASL, as nodes of ElastiCache are. */
let ring: TestRing;
beforeAll(async () => {
  const names = { ipAddresses: ["127.0.0.1"], dnsNames: ["localhost"] };
  const started = await startTestRing({ port: PORT, names, arguments: withoutLogin });
  const { sasl: _sasl, ...open } = started.deployed.manifest;
  ring = { ...started, deployed: { ...started.deployed, manifest: { ...open, users: [] } } };
});
afterAll(() => ring.close());

function withoutLogin(good: readonly string[]): readonly string[] {
  return good.filter((word) => word !== "-S").map((word) => (word === "binary" ? "auto" : word));
}

test("the client of every ring works on one that takes no login", async () => {
  const client = connectMemcached(ring.deployed, "web");
  try {
    const keys = Array.from({ length: 30 }, (_, index) => `key:${index}`);
    await Promise.all(keys.map((key) => client.set(key, `of ${key}\r\nENDE`, 60)));
    const values = await Promise.all(keys.map((key) => client.get(key)));
    expect(values).toEqual(keys.map((key) => `of ${key}\r\nENDE`));
    await expect(client.get("never-set")).resolves.toBeUndefined();
    expect(new Set(keys.map((key) => client.ring.serverOf(key))).size).toBe(3);
    await Promise.all(keys.map((key) => client.delete(key)));
  } finally {
    await client.close();
  }
});

test("the certificate is verified all the same", async () => {
  const { manifest } = ring.deployed;
  const stranger = { ...manifest, tls: { ...manifest.tls, ca: "system" as const } };
  const client = connectMemcached({ ...ring.deployed, manifest: stranger }, "web");
  try {
    await expect(client.get("key")).rejects.toMatchObject({
      code: "MEMCACHED_CERTIFICATE_REFUSED",
    });
  } finally {
    await client.close();
  }
});

test("a connection keeps no answer that was read", async () => {
  const client = connectMemcached(ring.deployed, "web");
  const bytes = 512 * 1024;
  const reads = 200;
  try {
    await client.set("large", "x".repeat(bytes), 60);
    const before = process.memoryUsage().arrayBuffers;
    for (let read = 0; read < reads; read++) await client.get("large");
    // Had it kept them, they would be here; the collector takes its time, so half of them tells as much.
    global.gc?.();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan((bytes * reads) / 2);
  } finally {
    await client.close();
  }
});

const judged = checks.memcachedChecks.filter(
  (check) => isForTarget(check, "host") && check.needsLogin !== true,
);

test.each(judged)("$id judges a ring that takes no login, and passes", async (check) => {
  expectPassed(await runCheck(check, ring));
});

test("access fails on a ring that wants a login after all", async () => {
  const closed = await startTestRing({ port: PORT + 10, nodes: 1 });
  const { sasl: _sasl, ...open } = closed.deployed.manifest;
  try {
    const deployed = { ...closed.deployed, manifest: { ...open, users: [] } };
    const outcome = await runCheck(checks.access, { ...closed, deployed });
    expect(outcome.passed).toBe(false);
  } finally {
    await closed.close();
  }
});

test("the checks that need a login are those of logins", () => {
  const needing = checks.memcachedChecks.filter(({ needsLogin }) => needsLogin === true);
  expect(needing.map(({ id }) => id)).toEqual([
    "memcached/no-login",
    "memcached/wrong-password",
    "memcached/after-refusal",
    "memcached/ascii",
    "memcached/password-change",
  ]);
});

test("access judges every node as somebody, not nobody", async () => {
  const { evidence } = await runCheck(checks.access, ring);
  expect(JSON.stringify(evidence)).toContain("anybody");
});
