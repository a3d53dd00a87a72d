import {
  officialRedisImage,
  type MemcachedImage,
  type RedisImage,
} from "../constructs/docker/images";
import { RedisEngine } from "../constructs/redis/engine";

/** Redis of clusters that name no other engine. */
export const redisImage: RedisImage = officialRedisImage(RedisEngine.redis("7.4.11"));

/** The official image of memcached. */
export const memcachedImage: MemcachedImage = {
  repository: "memcached",
  tag: "1.6.45-bookworm",
  uid: 11211,
  gid: 11211,
  version: "1.6.45",
};
