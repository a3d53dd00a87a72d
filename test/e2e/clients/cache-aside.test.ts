import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "ioredis";
import { CacheAside } from "../../../clients/cache/aside/cache-aside";
import { memcachedCache, redisCache } from "../../../clients/cache/open-cache";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { cacheAsideContract } from "../../support/cache-aside-contract";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { runTogether } from "../../support/program-group";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

/** Longer than the servers' refusals of all who ask. */
const LOAD_MS = 500;
const PROGRAM = "test/support/cache-aside-program.ts";

describe("in a Redis Cluster", () => {
  let servers: TestCluster;
  let cluster: Cluster;
  beforeAll(async () => {
    servers = await startTestCluster({ port: 22740 });
    cluster = await connectRedis(servers.deployed, "api");
  });
  afterAll(async () => {
    cluster.disconnect();
    await servers.close();
  });

  cacheAsideContract(() => ({
    cache: redisCache(cluster),
    inProcesses: (count, file, id) =>
      runTogether(count, PROGRAM, [manifestOf(servers), "api", file, String(id)]),
  }));
});

describe("in a Memcached ring", () => {
  let ring: TestRing;
  let client: MemcachedClient;
  beforeAll(async () => {
    ring = await startTestRing({ port: 22760 });
    client = connectMemcached(ring.deployed, "api", { timeoutMs: 1000 });
  });
  afterAll(async () => {
    await client.close();
    await ring.close();
  });

  cacheAsideContract(() => ({
    cache: memcachedCache(client),
    inProcesses: (count, file, id) =>
      runTogether(count, PROGRAM, [manifestOf(ring), "api", file, String(id)]),
  }));

  describe("whose servers are down", () => {
    beforeAll(() => Promise.all(ring.servers.map((server) => server.kill())));
    afterAll(() => Promise.all(ring.servers.map((server) => server.start())));
    const load = jest.fn((id: number) => sleep(LOAD_MS, { id }));
    const errors: Error[] = [];
    const aside = (onCacheFailure: "load" | "fail"): CacheAside<number, { id: number }> =>
      new CacheAside({
        cache: memcachedCache(client),
        keyOf: (id) => `session:down:${id}`,
        load,
        onCacheFailure,
        onError: (_key, error) => void errors.push(error),
      });

    test("what is behind it is asked, once for all who ask at the same time, and it is told", async () => {
      const one = aside("load");
      const found = await Promise.all(Array.from({ length: 20 }, () => one.get(1)));
      expect(found).toEqual(found.map(() => ({ id: 1 })));
      expect(load).toHaveBeenCalledTimes(1);
      // A connection that was open is lost; a new one does not come about.
      expect(errors[0]).toMatchObject({
        code: expect.stringMatching(/^MEMCACHED_(CONNECTION_LOST|NODE_UNREACHABLE)$/),
      });
    });

    test("nobody is asked where that is asked for", async () => {
      load.mockClear();
      const refused = aside("fail").get(1);
      await expect(refused).rejects.toMatchObject({ code: "MEMCACHED_NODE_UNREACHABLE" });
      expect(load).not.toHaveBeenCalled();
    });

    test("an update is made, and it is told that the cache was not", async () => {
      const write = jest.fn(() => Promise.resolve());
      const told = aside("load").update(1, write);
      await expect(told).rejects.toMatchObject({
        code: "CACHE_NOT_INVALIDATED",
        detail: { received: "session:down:1", fix: expect.stringContaining("up to 3600 s") },
      });
      expect(write).toHaveBeenCalledTimes(1);
    });
  });
});

/** Writes the manifest to where its relative paths start from. */
function manifestOf({ deployed }: Pick<TestCluster | TestRing, "deployed">): string {
  const file = join(deployed.directory, "manifest.json");
  writeFileSync(file, JSON.stringify(deployed.manifest));
  return file;
}
