import type { Cluster } from "ioredis";
import { CacheBatchError } from "../../../clients/cache/cache-batch-error";
import { MonitoredCache } from "../../../clients/cache/monitored/monitored-cache";
import { memcachedCache, redisCache } from "../../../clients/cache/open-cache";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { cacheContract } from "../../support/cache-contract";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { monitoredContract } from "../../support/monitored-contract";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

async function batchFailure(work: Promise<unknown>): Promise<CacheBatchError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CacheBatchError) return error;
  throw new Error(`no failed batch: ${String(error)}`);
}

describe("in a Redis Cluster, as a user who may read and write its keys", () => {
  let servers: TestCluster;
  let cluster: Cluster;
  beforeAll(async () => {
    servers = await startTestCluster({ port: 22710 });
    cluster = await connectRedis(servers.deployed, "api");
  });
  afterAll(async () => {
    cluster.disconnect();
    await servers.close();
  });

  cacheContract(() => ({
    open: (options) => redisCache(cluster, options),
    write: async (key, text) => void (await cluster.set(key, text)),
    maxTtlSeconds: 31_536_000,
  }));

  monitoredContract(() => redisCache(cluster));

  describe("that is monitored", () => {
    cacheContract(() => ({
      open: (options) => new MonitoredCache(redisCache(cluster, options)),
      write: async (key, text) => void (await cluster.set(key, text)),
      maxTtlSeconds: 31_536_000,
      prefix: "session:monitored-contract",
    }));
  });

  test("keys that the user may not use fail alone, and are named", async () => {
    const cache = redisCache(cluster);
    const entries = [
      ["session:batch", 1],
      ["other:batch", 2],
    ] as const;
    const { code, failures, message } = await batchFailure(cache.setMany(entries));
    expect(code).toBe("CACHE_BATCH_FAILED");
    expect(message).toMatch(/1 of 2 keys were not stored; the first of them: NOPERM/);
    expect([...failures.keys()]).toEqual(["other:batch"]);
    expect(await cache.get("session:batch")).toBe(1);
  });
});

describe("in a Memcached ring", () => {
  let ring: TestRing;
  let client: MemcachedClient;
  beforeAll(async () => {
    ring = await startTestRing({ port: 22730 });
    client = connectMemcached(ring.deployed, "api", { timeoutMs: 1000 });
  });
  afterAll(async () => {
    await client.close();
    await ring.close();
  });

  cacheContract(() => ({
    open: (options) => memcachedCache(client, options),
    write: (key, text) => client.set(key, text),
    maxTtlSeconds: 2_592_000,
  }));

  monitoredContract(() => memcachedCache(client));

  test("what the servers find too large is refused in the same words", async () => {
    const cache = memcachedCache(client, { maxValueBytes: 8 * 1024 ** 2 });
    const large = cache.set("session:large", "x".repeat(3 * 1024 ** 2));
    await expect(large).rejects.toThrow(
      "CACHE_VALUE_TOO_LARGE: the value is 3145730 bytes of JSON · allowed: at most what the servers take",
    );
  });

  test.each(["a b", "a\tb", "a\u0000b", "a\u00a0b"])("the key %j is refused", async (key) => {
    const refused = memcachedCache(client).get(key);
    await expect(refused).rejects.toMatchObject({ code: "MEMCACHED_KEY_INVALID" });
  });

  test("a key that looks like the hash of another one is not that", async () => {
    const cache = memcachedCache(client);
    const long = `session:${"y".repeat(300)}`;
    await cache.set(long, "long");
    const stored = await Promise.all([long, "sha256:0"].map((key) => cache.exists(key)));
    expect(stored).toEqual([true, false]);
    await cache.set("sha256:0", "short");
    expect(await client.get("sha256:0")).toBeUndefined();
    expect(await cache.get("sha256:0")).toBe("short");
  });

  test("keys of a node that is down fail alone: an error, and not a miss", async () => {
    const cache = memcachedCache(client);
    const keys = Array.from({ length: 30 }, (_, n) => `session:down:${n}`);
    await cache.setMany(keys.map((key) => [key, key]));
    const [server] = ring.servers;
    const gone = keys.filter((key) => client.ring.serverOf(key) === client.ring.servers[0]);
    await server?.kill();
    try {
      const { failures } = await batchFailure(cache.getMany(keys));
      expect([...failures.keys()].sort()).toEqual([...gone].sort());
      expect(gone.length).toBeGreaterThan(0);
      await expect(cache.get(gone[0] ?? "")).rejects.toMatchObject({
        code: "MEMCACHED_NODE_UNREACHABLE",
      });
    } finally {
      await server?.start();
    }
    expect(await cache.get(gone[0] ?? "")).toBeUndefined();
  });
});
