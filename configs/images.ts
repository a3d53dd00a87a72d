import {
  officialRedisImage,
  type MemcachedImage,
  type RedisImage,
} from "../constructs/docker/images";
import { officialMemcachedImage } from "../constructs/docker/official-memcached-image";
import { RedisEngine } from "../constructs/redis/engine";

/** Redis of clusters that name no other engine. */
export const redisImage: RedisImage = officialRedisImage(RedisEngine.redis("7.4.11"));

/** The official image of memcached. */
export const memcachedImage: MemcachedImage = officialMemcachedImage;
