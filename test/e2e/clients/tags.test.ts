import type { Cluster } from "ioredis";
import { memcachedCache, redisCache } from "../../../clients/cache/open-cache";
import { CacheTags } from "../../../clients/cache/tags/cache-tags";
import { TaggedCache } from "../../../clients/cache/tags/tagged-cache";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { tagsContract } from "../../support/tags-contract";

jest.setTimeout(60_000);

describe("in a Redis Cluster", () => {
  let servers: TestCluster;
  let cluster: Cluster;
  beforeAll(async () => {
    servers = await startTestCluster({ port: 20510 });
    cluster = await connectRedis(servers.deployed, "api");
  });
  afterAll(async () => {
    cluster.disconnect();
    await servers.close();
  });

  tagsContract(() => redisCache(cluster));
});

describe("in a Memcached ring", () => {
  let ring: TestRing;
  let client: MemcachedClient;
  beforeAll(async () => {
    ring = await startTestRing({ port: 24030 });
    client = connectMemcached(ring.deployed, "api", { timeoutMs: 1000 });
  });
  afterAll(async () => {
    await client.close();
    await ring.close();
  });

  tagsContract(() => memcachedCache(client));

  test("that is down, it is told that entries may be old", async () => {
    const cache = memcachedCache(client);
    const tags = new CacheTags({ cache, keyOf: (name) => `session:tag:${name}` });
    await new TaggedCache(cache, tags).set("session:down", 1, { tags: ["down"] });
    await Promise.all(ring.servers.map((server) => server.kill()));
    try {
      await expect(tags.invalidate("down")).rejects.toMatchObject({
        code: "CACHE_NOT_INVALIDATED",
        detail: { received: "session:tag:down", fix: expect.stringContaining("up to 86400 s") },
      });
    } finally {
      await Promise.all(ring.servers.map((server) => server.start()));
    }
  });
});
