import type { Cluster } from "ioredis";
import { CacheAside } from "../../clients/cache/aside/cache-aside";
import { deleteMatching } from "../../clients/cache/matching/delete-matching";
import { redisCache } from "../../clients/cache/open-cache";
import { CacheTags } from "../../clients/cache/tags/cache-tags";
import { TaggedCache } from "../../clients/cache/tags/tagged-cache";
import { WriteThrough } from "../../clients/cache/through/write-through";
import type { CachePattern } from "../../constructs/redis/pattern-commands";

/** Uses all of a pattern; a failure of the cache that a pattern would live with rejects too. */
export type UsePattern = (cluster: Cluster, name: string) => Promise<void>;

/** All but those of a queue, whose tests have programs of their own. */
export type UsedPattern = Exclude<
  CachePattern,
  "deadLetters" | "writeBehind" | "writeBehindWorker"
>;

export const PATTERN_USES: Readonly<Record<UsedPattern, UsePattern>> = {
  cache: async (cluster, name) => {
    const cache = redisCache(cluster);
    const key = `session:${name}`;
    await cache.set(key, 1);
    await cache.add(key, 1);
    await cache.touch(key);
    await cache.exists(key);
    await cache.get(key);
    await cache.delete(key);
    await cache.increment(key);
  },
  cacheAside: (cluster, name) =>
    told(async (onError) => {
      const aside = new CacheAside({ ...props(cluster, name), onError });
      await aside.get(1);
      await aside.update(1, () => Promise.resolve());
      await aside.get(1);
    }),
  writeThrough: (cluster, name) =>
    told(async (onError) => {
      const store = (): Promise<void> => Promise.resolve();
      const through = new WriteThrough({ ...props(cluster, name), store, onError });
      await through.save(1, 2);
      await through.get(1);
      through.close();
    }),
  tags: async (cluster, name) => {
    const cache = redisCache(cluster);
    const tags = new CacheTags({ cache, keyOf: (tag) => `session:${name}:tag:${tag}` });
    const tagged = new TaggedCache(cache, tags);
    for (const value of [1, 2]) {
      await tagged.set(`session:${name}`, value, { tags: ["one"] });
      await tagged.get(`session:${name}`);
    }
    await tagged.delete(`session:${name}`);
    await tags.invalidate("one");
    await tagged.set(`session:${name}`, 3, { tags: ["one"] });
  },
  matching: async (cluster) => void (await deleteMatching(cluster, "session:matching:*")),
};

function props(cluster: Cluster, name: string) {
  return {
    cache: redisCache(cluster),
    keyOf: (id: number): string => `session:${name}:${id}`,
    load: (id: number): Promise<number> => Promise.resolve(id),
  };
}

async function told(
  use: (onError: (key: string, error: Error) => void) => Promise<void>,
): Promise<void> {
  const errors: Error[] = [];
  await use((_key, error) => void errors.push(error));
  const [first] = errors;
  if (first !== undefined) throw first;
}
