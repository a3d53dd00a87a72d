import { RedisEngine } from "../../constructs/redis/engine";
import { createRedisModel, type RedisClusterModel } from "../../constructs/redis/model";
import type { RedisClusterProps } from "../../constructs/redis/props";

/** A model of a cluster named `sessions` on loopback, with the defaults where nothing else is said. */
export function redisModel(
  props: Partial<RedisClusterProps> = {},
  basePort = 7000,
): RedisClusterModel {
  return createRedisModel(
    { name: "sessions", ...props },
    {
      environment: "test",
      engine: RedisEngine.redis("7.0.15", { patchedBy: "distribution" }),
      host: "127.0.0.1",
      basePort,
    },
  );
}
