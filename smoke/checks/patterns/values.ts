import type { Cache } from "../../../clients/cache/cache";
import { CacheTags } from "../../../clients/cache/tags/cache-tags";
import { TaggedCache } from "../../../clients/cache/tags/tagged-cache";
import type { Manifest } from "../../../constructs/core/manifest";
import type { CheckContext } from "../../check";
import type { Judgement, Observation } from "../judge";

export const VALUES_JUDGEMENT: Judgement = {
  expected:
    "every JSON value comes back as it was stored, also null, 0, an empty text and false; a miss is none of them; callers at the same time count to different numbers; a tag makes its two entries old and no other",
  hint: "the message names the step; see the rights of the user, and whether the nodes evict what was just stored",
};

const TTL_SECONDS = 60;
const VALUES: readonly unknown[] = [null, 0, "", false, [], { größe: "東京 ✓", list: [1, null] }];
const COUNTERS = 50;

/** Uses a cache, its counters and its tags; what it has stored is deleted with the check. */
export async function judgeValues(
  context: CheckContext<Manifest>,
  cache: Cache,
): Promise<Observation[]> {
  const keyOf = (name: string): string => `cf-smoke:${context.runId}:values:${name}`;
  const keys = [...VALUES.keys()].map((index) => keyOf(String(index)));
  const used = [...keys, ...["none", "counter", "both", "one"].map(keyOf)];
  const tags = new CacheTags({
    cache,
    keyOf: (tag) => keyOf(`tag:${tag}`),
    entrySeconds: TTL_SECONDS,
  });
  const ttl = { ttlSeconds: TTL_SECONDS };
  context.onExit(async () => {
    for (const key of used) await cache.delete(key);
  });
  const versions = await tags.begin(["a", "b"]);
  for (const [tag, version] of versions ?? []) {
    used.push(keyOf(`tag:${tag}:version`), keyOf(`tag:${tag}:count:${version}`));
  }
  await cache.setMany(
    keys.map((key, index) => [key, VALUES[index]]),
    ttl,
  );
  const found = await cache.getMany([...keys, keyOf("none")]);
  const wrong = keys.filter(
    (key, index) => JSON.stringify(found.get(key)) !== JSON.stringify(VALUES[index]),
  );
  const counted = await Promise.all(
    Array.from({ length: COUNTERS }, () => cache.increment(keyOf("counter"), ttl)),
  );
  return [
    {
      holds: wrong.length === 0 && found.size === keys.length,
      seen: `${keys.length - wrong.length} of ${keys.length} values came back, ${found.size - keys.length} misses did`,
    },
    {
      holds: new Set(counted).size === COUNTERS && Math.max(...counted) === COUNTERS,
      seen: `${COUNTERS} callers counted to ${Math.max(...counted)}, ${new Set(counted).size} different numbers`,
    },
    await judgeTags(new TaggedCache(cache, tags), tags, keyOf),
  ];
}

async function judgeTags(
  tagged: TaggedCache,
  tags: CacheTags,
  keyOf: (name: string) => string,
): Promise<Observation> {
  await tagged.set(keyOf("both"), 1, { tags: ["a", "b"], ttlSeconds: TTL_SECONDS });
  await tagged.set(keyOf("one"), 2, { tags: ["b"], ttlSeconds: TTL_SECONDS });
  const { entries } = await tags.invalidate("a");
  const left = await tagged.getMany([keyOf("both"), keyOf("one")]);
  const { entries: more } = await tags.invalidate("b");
  return {
    holds: entries === 1 && more === 2 && left.size === 1 && left.get(keyOf("one")) === 2,
    seen: `the first tag made ${entries} entry old, ${left.size} of 2 was left, the other tag is of ${more}`,
  };
}
