import type { Cluster } from "ioredis";
import { WriteThrough } from "../../../clients/cache/through/write-through";
import { memcachedCache, redisCache } from "../../../clients/cache/open-cache";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { until } from "../../../operate/host/until";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { withAcl } from "../../support/redis-check";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { writeThroughContract } from "../../support/write-through-contract";

const TOLD_MS = 15_000;

describe("in a Redis Cluster", () => {
  let servers: TestCluster;
  let cluster: Cluster;
  beforeAll(async () => {
    servers = await startTestCluster({ port: 20160 });
    cluster = await connectRedis(servers.deployed, "api");
  });
  afterAll(async () => {
    cluster.disconnect();
    await servers.close();
  });

  writeThroughContract(
    () => ({ cache: redisCache(cluster) }),
    (work) => {
      const ids = servers.model.nodes.map(({ id }) => id);
      return withAcl(servers, ids, "api", ["-set"], work);
    },
  );
});

describe("in a Memcached ring", () => {
  let ring: TestRing;
  let client: MemcachedClient;
  beforeAll(async () => {
    ring = await startTestRing({ port: 22820 });
    client = connectMemcached(ring.deployed, "api", { timeoutMs: 1000 });
  });
  afterAll(async () => {
    await client.close();
    await ring.close();
  });

  writeThroughContract(() => ({ cache: memcachedCache(client) }));

  test("servers that are down do not fail the write; they are told once they are up", async () => {
    const stored = new Map<number, string>();
    const through = new WriteThrough<number, string>({
      cache: memcachedCache(client),
      keyOf: (id) => `session:down:${id}`,
      load: (id) => Promise.resolve(stored.get(id)),
      store: (id, value) => Promise.resolve(void stored.set(id, value)),
    });
    try {
      await through.save(1, "before");
      await Promise.all(ring.servers.map((server) => server.kill()));
      try {
        await through.save(1, "after");
        expect([await through.get(1), through.untold]).toEqual(["after", 1]);
      } finally {
        await Promise.all(ring.servers.map((server) => server.start()));
      }
      expect(await until(TOLD_MS, () => through.untold === 0)).toBe(true);
      expect(await through.get(1)).toBe("after");
    } finally {
      through.close();
    }
  });
});
