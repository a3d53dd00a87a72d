import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CacheAside } from "../../clients/cache/aside/cache-aside";
import type { Cache } from "../../clients/cache/cache";
import { CacheTags } from "../../clients/cache/tags/cache-tags";
import { TaggedCache } from "../../clients/cache/tags/tagged-cache";

const RACES = 50;
/** An engine counts lifetimes by a clock of its own that ticks once a second. */
const EXPIRED_MS = 2500;

/** What tags promise, on real servers. */
export function tagsContract(cache: () => Cache): void {
  let tags: CacheTags;
  let tagged: TaggedCache;
  let number = 0;
  let key: string;
  let tag: string;
  beforeEach(() => {
    tags = new CacheTags({ cache: cache(), keyOf: (name) => `session:tag:${name}` });
    tagged = new TaggedCache(cache(), tags);
    number += 1;
    key = `session:tagged:${number}`;
    tag = `user_${number}`;
  });

  test("a user's data and posts become old with the user's tag: two entries", async () => {
    const all = `user_data_${number}`;
    await tagged.set(`${key}:data`, { name: "John Doe" }, { tags: [all, tag], ttlSeconds: 3600 });
    const posts = [{ id: 1, title: "Hello World" }];
    await tagged.set(`${key}:posts`, posts, { tags: [all, tag, "posts"], ttlSeconds: 1800 });
    await tagged.set(`${key}:other`, 1, { tags: [all] });
    expect(await tagged.get(`${key}:data`)).toEqual({ name: "John Doe" });
    expect(await tagged.get(`${key}:posts`)).toEqual(posts);
    expect(await tags.invalidate(tag)).toEqual({ entries: 2 });
    expect(await tagged.get(`${key}:data`)).toBeUndefined();
    expect(await tagged.get(`${key}:posts`)).toBeUndefined();
    expect(await tagged.get(`${key}:other`)).toBe(1);
    expect(await tags.invalidate(tag)).toEqual({ entries: 0 });
    // The two that are old already carry this tag too: it counts what was stored under it.
    expect(await tags.invalidate(all)).toEqual({ entries: 3 });
  });

  test("an entry that replaces a valid one is not counted again, one that replaces an old one is", async () => {
    await tagged.set(key, 1, { tags: [tag] });
    await tagged.set(key, 2, { tags: [tag] });
    expect(await tags.invalidate(tag)).toEqual({ entries: 1 });
    await tagged.set(key, 3, { tags: [tag] });
    expect(await tags.invalidate(tag)).toEqual({ entries: 1 });
  });

  test("many that store at the same time are all counted", async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => tagged.set(`${key}:${n}`, n, { tags: [tag] })),
    );
    expect(await tags.invalidate(tag)).toEqual({ entries: 100 });
  });

  test.each([null, 0, "", false, []])("%j is a value", async (value) => {
    await tagged.set(key, value, { tags: [tag] });
    expect(await tagged.get(key)).toEqual(value);
    expect(await tagged.getMany([key, `${key}:none`])).toEqual(new Map([[key, value]]));
  });

  test("of many that are read at once the old ones are missing", async () => {
    const keys = Array.from({ length: 50 }, (_, n) => `${key}:${n}`);
    for (const [n, one] of keys.entries()) {
      await tagged.set(one, n, { tags: [n % 2 === 0 ? `${tag}:even` : `${tag}:odd`, tag] });
    }
    await tags.invalidate(`${tag}:odd`);
    const found = await tagged.getMany(keys);
    expect([...found.values()]).toEqual(Array.from({ length: 25 }, (_, n) => 2 * n));
  });

  test(`of ${RACES} values that were read before their tag was invalidated none is valid after it`, async () => {
    const found: unknown[] = [];
    let row = "";
    for (let race = 0; race < RACES; race += 1) {
      const name = `${tag}:${race}`;
      row = "old";
      const reading = (async () => {
        const versions = await tags.begin([name]);
        const value = row;
        await sleep(race % 10);
        if (versions !== undefined) await tagged.set(key, value, { tags: versions });
      })();
      await sleep(race % 7);
      row = "new";
      await tags.invalidate(name);
      await reading;
      const value = await tagged.get(key);
      if (value !== undefined) found.push(value);
    }
    expect(found).not.toContain("old");
  });

  test("the same race leaves an old value where versions are taken after the value", async () => {
    const value = "old";
    await tags.invalidate(tag);
    await tagged.set(key, value, { tags: [tag] });
    expect(await tagged.get(key)).toBe("old");
  });

  test("an entry whose tag's version is gone is a miss, and never valid again", async () => {
    await tagged.set(key, 1, { tags: [tag] });
    await cache().delete(`session:tag:${tag}:version`);
    expect(await tagged.get(key)).toBeUndefined();
    await tagged.set(`${key}:next`, 2, { tags: [tag] });
    expect(await tagged.get(key)).toBeUndefined();
    expect(await tagged.get(`${key}:next`)).toBe(2);
  });

  test("what a tag is counted by outlives its entries, and no longer", async () => {
    const brief = new CacheTags({
      cache: cache(),
      keyOf: (name) => `session:tag:${name}`,
      entrySeconds: 1,
    });
    await new TaggedCache(cache(), brief).set(key, 1, { tags: [tag] });
    await sleep(EXPIRED_MS);
    expect(await tagged.get(key)).toBeUndefined();
    expect(await brief.invalidate(tag)).toEqual({ entries: 1 });
  });

  test("a schema types what is read, and what another writer left is a miss", async () => {
    await tagged.set(key, { name: "Ada" }, { tags: [tag] });
    expect((await tagged.get(key, z.object({ name: z.string() })))?.name).toBe("Ada");
    expect(await tagged.get(key, z.object({ name: z.number() }))).toBeUndefined();
    await cache().set(key, { tags: "none", value: 1 });
    expect(await tagged.get(key)).toBeUndefined();
    expect(await tagged.getMany([key])).toEqual(new Map());
  });

  test.each([undefined, () => 1, NaN])("%p is refused, and not counted", async (value) => {
    const stored = tagged.set(key, value, { tags: [tag] });
    await expect(stored).rejects.toMatchObject({ code: "CACHE_VALUE_INVALID" });
    expect(await tags.invalidate(tag)).toEqual({ entries: 0 });
  });

  test("an entry may not outlive the bookkeeping of its tags", async () => {
    const longer = tagged.set(key, 1, { tags: [tag], ttlSeconds: 86_401 });
    await expect(longer).rejects.toMatchObject({ code: "CACHE_TTL_INVALID" });
  });

  describe("of cache-aside", () => {
    let row: string;
    let loads: number;
    const rows = (load = () => Promise.resolve(row)): CacheAside<string, string> =>
      new CacheAside({
        cache: cache(),
        keyOf: (id) => `session:row:${id}`,
        load: () => {
          loads += 1;
          return load();
        },
        tags: { in: tags, of: () => [tag, `${tag}:more`] },
        onError: (_key, error) => {
          throw error;
        },
      });
    beforeEach(() => {
      row = "old";
      loads = 0;
    });

    test("make every entry old, and count it once", async () => {
      const [one, other] = [rows(), rows()];
      expect([await one.get(`${number}:1`), await other.get(`${number}:2`)]).toEqual([
        "old",
        "old",
      ]);
      expect([await other.get(`${number}:1`), loads]).toEqual(["old", 2]);
      row = "new";
      expect(await tags.invalidate(tag)).toEqual({ entries: 2 });
      expect([await one.get(`${number}:1`), await other.get(`${number}:2`)]).toEqual([
        "new",
        "new",
      ]);
      await one.update(`${number}:1`, () => Promise.resolve());
      expect(await one.get(`${number}:1`)).toBe("new");
      expect(loads).toBe(5);
    });

    test("are for a load that has begun before as well: nobody who asks later gets it", async () => {
      for (let race = 0; race < RACES; race += 1) {
        row = "old";
        const aside = rows(async () => {
          const read = row;
          await sleep(20);
          return read;
        });
        const before = aside.get(`${number}:${race}`);
        await sleep(race % 25);
        row = "new";
        await tags.invalidate(tag);
        expect(await aside.get(`${number}:${race}`)).toBe("new");
        await before;
        expect(await rows().get(`${number}:${race}`)).toBe("new");
      }
    });
  });
}
