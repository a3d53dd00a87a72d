import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Cache } from "../../clients/cache/cache";
import type { CacheOptions } from "../../clients/cache/json-cache";

/** One engine under the contract. */
export interface CacheUnderTest {
  /** A cache, and what writes texts behind its back. */
  open(options?: CacheOptions): Cache;
  write(key: string, text: string): Promise<void>;
  /** Seconds of the longest lifetime. */
  readonly maxTtlSeconds: number;
  /** How keys of this run of the contract begin. @default "session:contract" */
  readonly prefix?: string;
}

const profile = {
  user_id: 12345,
  username: "john_doe",
  email: "john@example.org",
  last_login: "2024-01-15T10:30:00Z",
};
const Profile = z.object({ user_id: z.number(), username: z.string() });
/** An engine counts lifetimes by a clock of its own that ticks once a second. */
const EXPIRED_MS = 2500;

/** What every cache promises, on real servers. */
export function cacheContract(under: () => CacheUnderTest): void {
  let cache: Cache;
  let number = 0;
  let key: string;
  beforeEach(() => {
    cache = under().open();
    number += 1;
    key = `${under().prefix ?? "session:contract"}:${number}`;
  });

  test("a user's profile comes back as it was stored", async () => {
    await cache.set(key, profile, { ttlSeconds: 3600 });
    expect(await cache.get(key)).toEqual(profile);
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["0", 0],
    ["an empty text", ""],
    ["false", false],
    ["an empty list", []],
    ["an empty object", {}],
    ["letters of any script", { größe: "東京 ✓" }],
  ])("%s is a value, not a miss", async (_what, value) => {
    await cache.set(key, value);
    expect(await cache.exists(key)).toBe(true);
    expect(await cache.get(key)).toEqual(value);
    expect(await cache.getMany([key])).toEqual(new Map([[key, value]]));
  });

  test("a key that was never stored is a miss", async () => {
    expect(await cache.get(key)).toBeUndefined();
    expect(await cache.exists(key)).toBe(false);
    expect(await cache.delete(key)).toBe(false);
    expect(cache.unreadable).toBe(0);
  });

  test("a deleted key is one too", async () => {
    await cache.set(key, 1);
    expect(await cache.delete(key)).toBe(true);
    expect(await cache.delete(key)).toBe(false);
    expect(await cache.get(key)).toBeUndefined();
  });

  test("of ten that add a key one does, and nothing is replaced", async () => {
    const added = await Promise.all(Array.from({ length: 10 }, (_, n) => cache.add(key, n)));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await cache.get(key)).toBe(added.indexOf(true));
    await cache.delete(key);
    expect(await cache.add(key, null, { ttlSeconds: 1 })).toBe(true);
    await sleep(EXPIRED_MS);
    expect(await cache.add(key, 1)).toBe(true);
  });

  test("of a hundred that count each gets another number", async () => {
    const numbers = await Promise.all(Array.from({ length: 100 }, () => cache.increment(key)));
    expect(numbers.sort((one, other) => one - other)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
    expect(await cache.get(key)).toBe(100);
  });

  test("a counter has a whole lifetime with each step, and begins anew after it", async () => {
    const brief = { ttlSeconds: 2 };
    for (const number of [1, 2, 3]) {
      expect(await cache.increment(key, brief)).toBe(number);
      await sleep(900);
    }
    await sleep(EXPIRED_MS + 1000);
    expect(await cache.increment(key, brief)).toBe(1);
  });

  test("nothing is added to what is no number", async () => {
    await cache.set(key, "seven");
    await expect(cache.increment(key)).rejects.toMatchObject({ code: "CACHE_COUNTER_INVALID" });
    expect(await cache.get(key)).toBe("seven");
    const wrong = cache.increment(key, { ttlSeconds: 0 });
    await expect(wrong).rejects.toMatchObject({ code: "CACHE_TTL_INVALID" });
  });

  test("an entry that is given a new lifetime lives on", async () => {
    await cache.set(key, 1, { ttlSeconds: 1 });
    expect(await cache.touch(key, { ttlSeconds: 60 })).toBe(true);
    expect(await cache.touch(`${key}:none`)).toBe(false);
    const wrong = cache.touch(key, { ttlSeconds: 0 });
    await expect(wrong).rejects.toMatchObject({ code: "CACHE_TTL_INVALID" });
    await sleep(EXPIRED_MS);
    expect(await cache.get(key)).toBe(1);
  });

  test("an entry is gone after its lifetime, given with it or with the cache", async () => {
    const brief = under().open({ ttlSeconds: 1 });
    await cache.set(key, 1, { ttlSeconds: 1 });
    await brief.set(`${key}:default`, 1);
    await cache.set(`${key}:stays`, 1);
    expect(await cache.exists(key)).toBe(true);
    await sleep(EXPIRED_MS);
    const keys = [key, `${key}:default`, `${key}:stays`];
    expect([...(await cache.getMany(keys)).keys()]).toEqual([`${key}:stays`]);
  });

  test("many entries are stored and read at once", async () => {
    const entries = Array.from({ length: 200 }, (_, n) => [`${key}:${n}`, { n }] as const);
    await cache.setMany(entries, { ttlSeconds: 60 });
    const keys = [...entries.map(([one]) => one), `${key}:none`];
    expect([...(await cache.getMany(keys))]).toEqual(entries);
    await cache.setMany([]);
    expect(await cache.getMany([])).toEqual(new Map());
  });

  test("a key of 300 bytes holds a value of its own", async () => {
    const [one, other] = [`${key}:${"x".repeat(300)}1`, `${key}:${"x".repeat(300)}2`];
    await cache.set(one, 1);
    expect(await cache.get(other)).toBeUndefined();
    await cache.set(other, 2);
    expect(await cache.getMany([one, other])).toEqual(
      new Map([
        [one, 1],
        [other, 2],
      ]),
    );
  });

  test("a schema types what is read, and what it refuses is a miss that is counted", async () => {
    const heard: string[] = [];
    const strict = under().open({ onUnreadable: (about) => void heard.push(about) });
    await strict.setMany([
      [key, profile],
      [`${key}:old`, { name: "john_doe" }],
    ]);
    const found = await strict.get(key, Profile);
    expect(found?.username).toBe("john_doe");
    expect(await strict.get(`${key}:old`, Profile)).toBeUndefined();
    expect([...(await strict.getMany([key, `${key}:old`], Profile)).keys()]).toEqual([key]);
    expect(strict.unreadable).toBe(2);
    expect(heard).toEqual([`${key}:old`, `${key}:old`]);
  });

  test("an entry that another writer has spoilt is a miss that is counted, and can be replaced", async () => {
    await under().write(key, "{not json");
    expect(await cache.get(key)).toBeUndefined();
    expect(await cache.getMany([key])).toEqual(new Map());
    expect(cache.unreadable).toBe(2);
    expect(await cache.exists(key)).toBe(true);
    await cache.set(key, 1);
    expect(await cache.get(key)).toBe(1);
  });

  test("a value that is too large is refused before anything is sent", async () => {
    await cache.set(key, "before");
    const large = cache.set(key, "x".repeat(1024 ** 2 - 1));
    await expect(large).rejects.toMatchObject({ code: "CACHE_VALUE_TOO_LARGE" });
    const many = cache.setMany([
      [`${key}:1`, 1],
      [`${key}:2`, "x".repeat(1024 ** 2)],
    ]);
    await expect(many).rejects.toMatchObject({ code: "CACHE_VALUE_TOO_LARGE" });
    expect(await cache.getMany([key, `${key}:1`])).toEqual(new Map([[key, "before"]]));
  });

  test.each([undefined, () => 1, NaN, 1n])("%p is no value", async (value) => {
    await expect(cache.set(key, value)).rejects.toMatchObject({ code: "CACHE_VALUE_INVALID" });
    expect(await cache.exists(key)).toBe(false);
  });

  test.each([0, -1, NaN, 1.5, Infinity])(
    "a lifetime of %p seconds is refused",
    async (ttlSeconds) => {
      const refused = { code: "CACHE_TTL_INVALID" };
      await expect(cache.set(key, 1, { ttlSeconds })).rejects.toMatchObject(refused);
      await expect(cache.setMany([[key, 1]], { ttlSeconds })).rejects.toMatchObject(refused);
      expect(() => under().open({ ttlSeconds })).toThrow("CACHE_TTL_INVALID");
      expect(await cache.exists(key)).toBe(false);
    },
  );

  test("the longest lifetime is one, and a second more is refused", async () => {
    const { maxTtlSeconds } = under();
    await cache.set(key, 1, { ttlSeconds: maxTtlSeconds });
    expect(await cache.get(key)).toBe(1);
    const longer = cache.set(key, 1, { ttlSeconds: maxTtlSeconds + 1 });
    await expect(longer).rejects.toMatchObject({ code: "CACHE_TTL_INVALID" });
  });

  test("an empty key is refused", async () => {
    await expect(cache.get("")).rejects.toMatchObject({
      code: expect.stringMatching(/KEY_INVALID$/),
    });
    await expect(
      cache.setMany([
        [key, 1],
        ["", 1],
      ]),
    ).rejects.toThrow(/KEY_INVALID/);
    expect(await cache.exists(key)).toBe(false);
  });
}
