import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import { CachefortError } from "../../../constructs/core/errors";
import { createTestAuthority } from "../../support/certificates";
import { startTestRing, type TestRing } from "../../support/memcached-ring";

const PORT = 21400;

async function failureOf(work: Promise<unknown>): Promise<CachefortError> {
  try {
    await work;
  } catch (error) {
    if (CachefortError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** A key that the given node holds. */
function keyOn(client: MemcachedClient, node: number): string {
  const server = client.ring.servers[node];
  for (let i = 0; ; i++) if (client.ring.serverOf(`k:${i}`) === server) return `k:${i}`;
}

describe("connectMemcached", () => {
  let ring: TestRing;
  let client: MemcachedClient;
  beforeAll(async () => {
    ring = await startTestRing({ port: PORT, users: ["api", "worker"] });
  });
  afterAll(() => ring.close());
  beforeEach(() => {
    client = connectMemcached(ring.deployed, "api", { timeoutMs: 500 });
  });
  afterEach(() => client.close());

  describe("commands", () => {
    test.each([
      ["text", "value"],
      ["nothing", ""],
      ["characters of several bytes", "größe ✓ 日本"],
      ["half a megabyte", "x".repeat(512 * 1024)],
    ])("set and get %s", async (_, value) => {
      await client.set("text", value, 60);
      await expect(client.get("text")).resolves.toBe(value);
    });

    test("a key that was never set is a miss", async () => {
      await expect(client.get("never-set")).resolves.toBeUndefined();
    });

    test("delete and touch tell whether the key was there", async () => {
      await client.set("there", "1", 60);
      await expect(client.touch("there", 60)).resolves.toBe(true);
      await expect(client.delete("there")).resolves.toBe(true);
      await expect(client.delete("there")).resolves.toBe(false);
      await expect(client.touch("there", 60)).resolves.toBe(false);
      await expect(client.get("there")).resolves.toBeUndefined();
    });

    test("add sets only what is missing", async () => {
      await client.delete("lock");
      await expect(client.add("lock", "mine", 60)).resolves.toBe(true);
      await expect(client.add("lock", "yours", 60)).resolves.toBe(false);
      await expect(client.get("lock")).resolves.toBe("mine");
    });

    test("counters begin only when told how, count beyond 32 bits and stop at 0", async () => {
      await client.delete("counter");
      await expect(client.increment("counter")).resolves.toBeUndefined();
      const start = { initial: 2 ** 40, ttlSeconds: 60 };
      await expect(client.increment("counter", 1, start)).resolves.toBe(2 ** 40);
      await expect(client.increment("counter", 2 ** 33)).resolves.toBe(2 ** 40 + 2 ** 33);
      await expect(client.decrement("counter", 2)).resolves.toBe(2 ** 40 + 2 ** 33 - 2);
      await expect(client.decrement("counter", 2 ** 45)).resolves.toBe(0);
    });

    test("a lifetime ends", async () => {
      await client.set("short", "1", 1);
      await sleep(2100);
      await expect(client.get("short")).resolves.toBeUndefined();
    });

    test("answers of commands at the same time are not mixed up", async () => {
      const numbers = Array.from({ length: 300 }, (_, i) => i);
      await Promise.all(numbers.map((i) => client.set(`many:${i}`, `value ${i}`, 60)));
      const values = await Promise.all(numbers.map((i) => client.get(`many:${i}`)));
      expect(values).toEqual(numbers.map((i) => `value ${i}`));
    });

    test("stats and version of every node", async () => {
      for (const [index, server] of client.ring.servers.entries()) {
        const stats = await client.stats(server);
        expect(stats.pid).toBe(String(ring.servers[index]?.pid));
        await expect(client.version(server)).resolves.toBe(ring.deployed.manifest.engine.version);
      }
    });

    test("an idle connection stays", async () => {
      const server = client.ring.servers[0] ?? "";
      const before = await client.stats(server);
      await sleep(1200);
      const after = await client.stats(server);
      expect(after.total_connections).toBe(before.total_connections);
    });

    test("every user of the manifest may log in", async () => {
      const worker = connectMemcached(ring.deployed, "worker");
      try {
        await client.set("shared", "from api", 60);
        await expect(worker.get("shared")).resolves.toBe("from api");
      } finally {
        await worker.close();
      }
    });
  });

  describe("refusals by the server", () => {
    test("a value larger than an item", async () => {
      const error = await failureOf(client.set("large", "x".repeat(2 * 1024 * 1024)));
      expect(error.code).toBe("MEMCACHED_COMMAND_REFUSED");
      expect(error.detail.received).toBe("valueTooLarge (0x03)");
    });

    test("counting what is no number", async () => {
      await client.set("word", "one", 60);
      const error = await failureOf(client.increment("word"));
      expect(error.detail.received).toBe("notANumber (0x06)");
    });

    test("a wrong password, without showing it, and again on the next command", async () => {
      writeFileSync(join(ring.deployed.directory, "wrong.password"), "not-the-password\n");
      const users = [{ name: "api", auth: { password: { file: "wrong.password" } } }];
      const impostor = connectMemcached(
        { ...ring.deployed, manifest: { ...ring.deployed.manifest, users } },
        "api",
      );
      try {
        for (let attempt = 0; attempt < 2; attempt++) {
          const error = await failureOf(impostor.get("key"));
          expect(error.code).toBe("MEMCACHED_LOGIN_REFUSED");
          expect(error.message).not.toContain("not-the-password");
        }
      } finally {
        await impostor.close();
      }
    });

    test("an authority that did not sign the certificate", async () => {
      const stranger = await createTestAuthority("ring");
      writeFileSync(join(ring.deployed.directory, "stranger.crt"), stranger.certificate);
      const tls = { ...ring.deployed.manifest.tls, ca: { file: "stranger.crt" } };
      const mistrustful = connectMemcached(
        { ...ring.deployed, manifest: { ...ring.deployed.manifest, tls } },
        "api",
      );
      try {
        const error = await failureOf(mistrustful.get("key"));
        expect(error.code).toBe("MEMCACHED_CERTIFICATE_REFUSED");
      } finally {
        await mistrustful.close();
      }
    });
  });

  describe("a node that is not well", () => {
    const kept = "still here";

    test("down: its keys reject at once, the others' keys are answered; back: all are", async () => {
      const [lost, other] = [keyOn(client, 0), keyOn(client, 1)];
      await client.set(lost, kept, 60);
      await client.set(other, kept, 60);
      await ring.driver.kill("0");
      try {
        // The first command may still meet the end of the old connection.
        await failureOf(client.get(lost));
        const started = performance.now();
        const error = await failureOf(client.get(lost));
        expect(error.code).toBe("MEMCACHED_NODE_UNREACHABLE");
        expect(error.message).toContain("ECONNREFUSED");
        expect(performance.now() - started).toBeLessThan(250);
        await expect(client.get(other)).resolves.toBe(kept);
      } finally {
        await ring.driver.start("0");
      }
      await expect(client.get(lost)).resolves.toBeUndefined();
      await client.set(lost, kept, 60);
      await expect(client.get(lost)).resolves.toBe(kept);
    });

    test("frozen: times out within the bound, and late answers are not taken for others", async () => {
      const key = keyOn(client, 0);
      await client.set(key, kept, 60);
      await ring.driver.pause("0");
      const started = performance.now();
      try {
        const errors = await Promise.all(
          Array.from({ length: 50 }, () => failureOf(client.get(key))),
        );
        expect(performance.now() - started).toBeLessThan(900);
        // All of them were sent.
        expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["MEMCACHED_TIMEOUT"]));
      } finally {
        await ring.driver.resume("0");
      }
      await client.set(key, "new", 60);
      await expect(client.get(key)).resolves.toBe("new");
    });

    test("frozen before the first command: no connection within the bound", async () => {
      await ring.driver.pause("0");
      try {
        const started = performance.now();
        const error = await failureOf(client.get(keyOn(client, 0)));
        expect(error.code).toBe("MEMCACHED_NODE_UNREACHABLE");
        expect(performance.now() - started).toBeLessThan(900);
      } finally {
        await ring.driver.resume("0");
      }
    });

    test("killed while a command waits: nobody knows whether it was carried out", async () => {
      const key = keyOn(client, 0);
      await client.set(key, kept, 60);
      await ring.driver.pause("0");
      try {
        const failure = failureOf(client.set(key, "new", 60));
        await sleep(50);
        await ring.driver.kill("0");
        expect((await failure).code).toBe("MEMCACHED_CONNECTION_LOST");
      } finally {
        await ring.driver.start("0");
      }
    });
  });

  test("a closed client refuses; an unknown server is named", async () => {
    expect((await failureOf(client.stats("127.0.0.1:1"))).code).toBe("MEMCACHED_SERVER_UNKNOWN");
    await client.close();
    expect((await failureOf(client.get("key"))).code).toBe("MEMCACHED_CLIENT_CLOSED");
  });
});

test("a certificate of another name is refused", async () => {
  const ring = await startTestRing({
    port: PORT + 5,
    nodes: 1,
    names: { dnsNames: ["elsewhere"], ipAddresses: ["127.0.0.2"] },
  });
  const client = connectMemcached(ring.deployed, "api");
  try {
    const error = await failureOf(client.get("key"));
    expect(error.code).toBe("MEMCACHED_CERTIFICATE_REFUSED");
    expect(error.message).toContain("127.0.0.1 is not in the cert's list: 127.0.0.2");
  } finally {
    await client.close();
    await ring.close();
  }
});
