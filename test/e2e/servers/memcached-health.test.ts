import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../operate/host/until";
import type { CacheHealth } from "../../../monitor/health/report";
import { thresholdsOf } from "../../../monitor/health/thresholds";
import { type WatchedCache, watchCache } from "../../../monitor/watched";
import { connectMemcached } from "../../../clients/memcached/connect";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { startTestRing, type TestRing, type TestRingOptions } from "../../support/memcached-ring";

const PORT = 21280;
/** What runs beside the tests makes every answer late; certificates of tests end in a day. */
const PATIENT = { values: { "response-time": "1000" }, off: ["certificate-expiry"] };

interface Scene {
  readonly ring: TestRing;
  readonly watched: WatchedCache;
  readonly client: MemcachedClient;
}

async function onRing(
  options: Partial<TestRingOptions>,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  const ring = await startTestRing({ port: PORT, nodes: 2, ...options });
  const watched = watchCache(ring.deployed);
  const client = connectMemcached(ring.deployed, "api", { timeoutMs: 5000 });
  try {
    await work({ ring, watched, client });
  } finally {
    await client.close();
    await watched.close();
    await ring.close();
  }
}

/** What is wrong after some work. */
async function after({ watched }: Scene, work: () => Promise<unknown>): Promise<string[]> {
  await watched.look();
  await work();
  await watched.look();
  return told(watched);
}

const healthNow = (watched: WatchedCache): CacheHealth =>
  watched.health(thresholdsOf(PATIENT), Date.now());

const told = (watched: WatchedCache): string[] =>
  healthNow(watched).findings.map(({ code, node, severity }) => `${severity} ${code} ${node}`);

async function fill(client: MemcachedClient): Promise<number> {
  let refused = 0;
  for (let n = 0; n < 2000; n++) {
    await client.set(`item:${n}`, "x".repeat(50_000)).catch(() => (refused += 1));
  }
  return refused;
}

test("a ring is healthy; misses, failed logins and a crash are told, and nothing is negative", async () => {
  await onRing({}, async (scene) => {
    const { client, ring, watched } = scene;
    expect(await after(scene, () => Promise.resolve())).toEqual([]);
    expect(healthNow(watched)).toMatchObject({
      status: "healthy",
      nodes: [
        { status: "healthy", figures: { reads: 0, evicted: 0, connections: expect.any(Number) } },
        { status: "healthy" },
      ],
    });

    const missed = await after(scene, async () => {
      for (let read = 0; read < 150; read++) await client.get("missing");
    });
    expect(missed).toEqual([expect.stringMatching(/^warning LOW_HIT_RATE [01]$/)]);

    const refused = await after(scene, async () => {
      writeFileSync(join(ring.deployed.directory, "wrong.password"), "wrong\n", { mode: 0o600 });
      const [user] = ring.deployed.manifest.users;
      const manifest = {
        ...ring.deployed.manifest,
        users: [{ name: user?.name ?? "", auth: { password: { file: "wrong.password" } } }],
      };
      const intruder = connectMemcached({ ...ring.deployed, manifest }, "api");
      await expect(intruder.get("key")).rejects.toThrow(/MEMCACHED_LOGIN_REFUSED/);
      await intruder.close();
    });
    expect(refused).toEqual([expect.stringMatching(/^warning AUTHENTICATION_FAILURES [01]$/)]);

    await watched.look();
    await ring.driver.kill("1");
    await watched.look();
    expect(told(watched)).toEqual(["critical NODE_DOWN 1"]);
    expect(healthNow(watched).nodes[0]).toMatchObject({ status: "healthy" });
    await ring.driver.start("1");
    await until(15_000, async () => {
      await watched.look();
      return told(watched).length === 0;
    });
    expect(told(watched)).toEqual([]);
    for (const { figures } of healthNow(watched).nodes) {
      for (const value of [figures?.reads, figures?.evicted, figures?.commandsPerSecond]) {
        expect(value ?? 0).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

test("a ring that evicts is full", async () => {
  await onRing({ nodes: 1, props: { memoryMib: 64 } }, async (scene) => {
    expect(await after(scene, () => fill(scene.client))).toEqual([
      "critical HIGH_MEMORY_USAGE 0",
      "warning EVICTIONS 0",
    ]);
  });
});

test("a ring that may not evict refuses items", async () => {
  const options: Partial<TestRingOptions> = {
    ...{ nodes: 1, props: { memoryMib: 64 } },
    arguments: (good) => [...good, "-M"],
  };
  await onRing(options, async (scene) => {
    const found = await after(scene, async () => {
      expect(await fill(scene.client)).toBeGreaterThan(0);
    });
    expect(found).toContain("critical OUT_OF_MEMORY 0");
  });
});

test("a ring at the limit of its connections", async () => {
  await onRing({ nodes: 1, props: { maxConnections: 64 } }, async (scene) => {
    const { ring } = scene;
    const found = await after(scene, async () => {
      const others = Array.from({ length: 80 }, () =>
        connectMemcached(ring.deployed, "api", { timeoutMs: 1000 }),
      );
      await Promise.allSettled(others.map((other) => other.get("key")));
      await Promise.all(others.map((other) => other.close()));
    });
    expect(found).toEqual(["critical LISTEN_DISABLED 0"]);
  });
});
