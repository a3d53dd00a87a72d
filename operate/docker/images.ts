import { memcachedImage, redisImage } from "../../configs/images";
import type { DockerEnvironmentConfig } from "../../configs/schema";
import type { DockerEnvironment } from "../../constructs/docker/docker-environment";
import { RedisEngine } from "../../constructs/redis/engine";

/** The images of an environment: those that its data names, else the official ones. */
export function imagesOf({
  images,
}: DockerEnvironmentConfig): Pick<DockerEnvironment, "redis" | "memcached"> {
  const { redis, memcached = memcachedImage } = images;
  if (redis === undefined) return { redis: redisImage, memcached };
  const { name, version } = redis.engine;
  return { redis: { ...redis, engine: RedisEngine[name](version, redis.engine) }, memcached };
}
