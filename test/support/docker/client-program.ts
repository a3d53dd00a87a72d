// Writes and reads through the kit's own clients, and prints which node of the ring holds each key.
// Usage: client-program.ts machine|network MANIFEST-OF-CLUSTER MANIFEST-OF-RING write|read
import type { ClientPlace } from "../../../clients/client-place";
import { loadMemcachedManifest, loadRedisManifest } from "../../../clients/manifest-file";
import { connectMemcached } from "../../../clients/memcached/connect";
import { connectRedis } from "../../../clients/redis/connect-redis";

/** Keys of every shard and of every node of a ring. */
const KEYS = Array.from({ length: 30 }, (_, number) => `session:${number}`);

async function main(): Promise<void> {
  const [from = "", cluster = "", ring = "", action = ""] = process.argv.slice(2);
  const options = { from: from as ClientPlace };
  const redis = await connectRedis(loadRedisManifest(cluster), "api", options);
  const memcached = connectMemcached(loadMemcachedManifest(ring), "web", options);
  for (const key of action === "write" ? KEYS : []) {
    await redis.set(key, key);
    await memcached.set(key, key);
  }
  const found = await Promise.all(
    KEYS.map(async (key) => ({
      key,
      redis: await redis.get(key),
      memcached: await memcached.get(key),
      server: memcached.ring.serverOf(key),
    })),
  );
  process.stdout.write(JSON.stringify(found));
  redis.disconnect();
  await memcached.close();
}

void main();
