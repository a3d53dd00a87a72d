// Either engine behind one interface.
import {
  type Cache,
  connectMemcached,
  connectRedis,
  loadMemcachedManifest,
  loadRedisManifest,
  memcachedCache,
  redisCache,
} from "../../clients";

export interface OpenCache {
  readonly cache: Cache;
  readonly close: () => Promise<void>;
}

export async function openCache(environment: string, engine: string): Promise<OpenCache> {
  const manifests = `.cachefort/${environment}/manifests`;
  if (engine === "memcached") {
    const ring = connectMemcached(loadMemcachedManifest(`${manifests}/pages.json`), "web");
    return { cache: memcachedCache(ring), close: async () => ring.close() };
  }
  const cluster = await connectRedis(loadRedisManifest(`${manifests}/sessions.json`), "api");
  return { cache: redisCache(cluster), close: async () => cluster.disconnect() };
}
