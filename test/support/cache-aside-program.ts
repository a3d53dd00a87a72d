// Gets a person ten times at once. Usage: tsx cache-aside-program.ts <manifest> <user> <database> <id>
import { CacheAside } from "../../clients/cache/aside/cache-aside";
import type { Cache } from "../../clients/cache/cache";
import { memcachedCache, redisCache } from "../../clients/cache/open-cache";
import {
  loadManifest,
  loadMemcachedManifest,
  loadRedisManifest,
} from "../../clients/manifest-file";
import { connectMemcached } from "../../clients/memcached/connect";
import { connectRedis } from "../../clients/redis/connect-redis";
import { PeopleStore, type Person } from "./people-store";

const LOAD_MS = 300;

async function open(
  manifest: string,
  user: string,
): Promise<{ cache: Cache; close: () => unknown }> {
  if (loadManifest(manifest).manifest.kind === "redis-cluster") {
    const cluster = await connectRedis(loadRedisManifest(manifest), user);
    return { cache: redisCache(cluster), close: () => cluster.disconnect() };
  }
  const ring = connectMemcached(loadMemcachedManifest(manifest), user);
  return { cache: memcachedCache(ring), close: () => ring.close() };
}

async function main(): Promise<void> {
  const [manifest = "", user = "", file = "", id = ""] = process.argv.slice(2);
  const store = new PeopleStore(file);
  const { cache, close } = await open(manifest, user);
  const people = new CacheAside<number, Person>({
    cache,
    keyOf: (one) => `session:person:${one}`,
    load: (one) => store.read(one, LOAD_MS),
  });
  // All programs are ready before the first begins.
  process.stdout.write("ready\n");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  const found = await Promise.all(Array.from({ length: 10 }, () => people.get(Number(id))));
  await close();
  store.close();
  if (found.some((person) => person?.name !== "Ada")) throw new Error(JSON.stringify(found));
  process.stdin.destroy();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
