import type { Cluster } from "ioredis";
import type { MemcachedClient } from "../memcached/client";
import type { Cache } from "./cache";
import { JsonCache, type CacheOptions } from "./json-cache";
import { MemcachedStore } from "./memcached-store";
import { RedisStore } from "./redis-store";

/**
 * A cache in a Redis Cluster.
 *
 * @param cluster of `connectRedis`, as a user who may call `GET`, `SET`, `DEL`, `EXISTS` and `EXPIRE` on the keys
 * @throws ValidationError CACHE_TTL_INVALID, CACHE_VALUE_LIMIT_INVALID
 */
export function redisCache(cluster: Cluster, options?: CacheOptions): Cache {
  return new JsonCache(new RedisStore(cluster), options);
}

/**
 * A cache in a Memcached ring. Keys of more than 250 bytes are stored under their SHA-256.
 *
 * @param client of `connectMemcached`
 * @throws ValidationError CACHE_TTL_INVALID, CACHE_VALUE_LIMIT_INVALID
 */
export function memcachedCache(client: MemcachedClient, options?: CacheOptions): Cache {
  return new JsonCache(new MemcachedStore(client), options);
}
