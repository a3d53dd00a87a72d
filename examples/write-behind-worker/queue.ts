// What the producer and the worker have in common.
import { connectRedis, KeySpace, loadRedisManifest, WriteBehindQueue } from "../../clients";

// snippet:queue
// The user may use the keys `session:*`.
export const queue = new WriteBehindQueue(new KeySpace("session"), "people");
// end

export function connect(environment: string): ReturnType<typeof connectRedis> {
  const file = `.cachefort/${environment}/manifests/sessions.json`;
  return connectRedis(loadRedisManifest(file), "api");
}
