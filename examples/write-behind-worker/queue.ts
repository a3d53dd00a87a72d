// What the producer and the worker have in common.
import { WriteBehindQueue } from "../../clients/cache/behind/queue";
import { KeySpace } from "../../clients/cache/key-space";
import { loadRedisManifest } from "../../clients/manifest-file";
import { connectRedis } from "../../clients/redis/connect-redis";

// snippet:queue
// The user may use the keys `session:*`.
export const queue = new WriteBehindQueue(new KeySpace("session"), "people");
// end

export function connect(environment: string): ReturnType<typeof connectRedis> {
  const file = `.cachefort/${environment}/manifests/sessions.json`;
  return connectRedis(loadRedisManifest(file), "api");
}
