// Caches what an application computes. Usage: tsx examples/cache.ts [environment] [redis|memcached]
import {
  type Cache,
  CacheAside,
  CacheTags,
  connectMemcached,
  connectRedis,
  KeySpace,
  loadMemcachedManifest,
  loadRedisManifest,
  memcachedCache,
  MonitoredCache,
  redisCache,
  TaggedCache,
} from "../clients";

// The user may use the keys `session:*`.
const keys = new KeySpace("session");

async function useProfile(cache: Cache): Promise<void> {
  // snippet:values
  const key = keys.key("user", 12345);
  await cache.set(key, { username: "john_doe", visits: 0 }, { ttlSeconds: 3600 });
  console.log(await cache.get(key)); // undefined would be a miss; null, 0, "" and false are values
  // end
}

async function popularProducts(cache: Cache, category: string): Promise<void> {
  const key = keys.query("popular-products", { category, limit: 2 });
  const found = await cache.get(key);
  console.log(found === undefined ? "miss" : "hit", key);
  if (found === undefined) await cache.set(key, ["Laptop Pro", "Mouse"], { ttlSeconds: 1800 });
}

async function readThrough(cache: Cache): Promise<void> {
  const users = new Map([[7, { name: "Ada" }]]);
  // snippet:aside
  const people = new CacheAside({
    cache,
    keyOf: (id: number) => keys.key("person", id),
    load: (id) => Promise.resolve(users.get(id)), // a query of your database
    staleSeconds: 60,
  });
  await people.get(7); // loads it, once for all who ask
  await people.update(7, async () => void users.set(7, { name: "Grace" }));
  console.log(await people.get(7)); // { name: "Grace" }
  // end
}

async function invalidateTags(cache: Cache): Promise<void> {
  // snippet:tags
  const tags = new CacheTags({ cache, keyOf: (tag) => keys.key("tag", tag) });
  const tagged = new TaggedCache(cache, tags);
  await tagged.set(keys.key("user", 7), { name: "Ada" }, { tags: ["user_data", "user_7"] });
  await tagged.set(keys.key("posts", 7), ["Hello World"], { tags: ["posts", "user_7"] });
  console.log(await tags.invalidate("user_7")); // { entries: 2 }
  console.log(await tagged.get(keys.key("posts", 7))); // undefined
  // end
}

async function watchReads(cache: Cache): Promise<void> {
  await cache.setMany(Array.from({ length: 10 }, (_, n) => [keys.key("warm", n), n]));
  // snippet:monitored
  const monitored = new MonitoredCache(cache);
  for (let n = 0; n < 100; n += 1) await monitored.get(keys.key("warm", n % 10));
  const { hits, misses, operations } = monitored.statistics.figures();
  console.log(hits, misses, operations.get.latency.count); // 100 0 100
  // end
}

async function use(cache: Cache): Promise<void> {
  await useProfile(cache);
  await readThrough(cache);
  await invalidateTags(cache);
  await watchReads(cache);
  await cache.delete(keys.query("popular-products", { category: "electronics", limit: 2 }));
  await popularProducts(cache, "electronics");
  await popularProducts(cache, "electronics");
}

async function main(): Promise<void> {
  const [environment = "local", engine = "redis"] = process.argv.slice(2);
  const manifests = `.cachefort/${environment}/manifests`;
  if (engine === "redis") {
    // snippet:redis
    const cluster = await connectRedis(loadRedisManifest(`${manifests}/sessions.json`), "api");
    const cache = redisCache(cluster);
    // end
    await use(cache).finally(() => cluster.disconnect());
  } else {
    // snippet:memcached
    const ring = connectMemcached(loadMemcachedManifest(`${manifests}/pages.json`), "web");
    const cache = memcachedCache(ring);
    // end
    await use(cache).finally(() => ring.close());
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
