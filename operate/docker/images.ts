import type { DockerEnvironmentConfig } from "../../configs/schema";
import type { MemcachedImage, RedisImage } from "../../constructs/docker/images";
import { RedisEngine } from "../../constructs/redis/engine";

/** The images that an environment's data names. */
export function imagesOf({ images }: DockerEnvironmentConfig): {
  readonly redis?: RedisImage;
  readonly memcached?: MemcachedImage;
} {
  const { redis, memcached } = images;
  return {
    ...(redis === undefined
      ? {}
      : {
          redis: {
            ...redis,
            engine: RedisEngine[redis.engine.name](redis.engine.version, redis.engine),
          },
        }),
    ...(memcached === undefined ? {} : { memcached }),
  };
}
