import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CacheAside } from "../../clients/cache/aside/cache-aside";
import type { CacheAsideProps } from "../../clients/cache/aside/cache-aside-props";
import { LoadLock } from "../../clients/cache/aside/load-lock";
import type { Cache } from "../../clients/cache/cache";
import { until } from "../../operate/host/until";
import { PeopleStore, type Person } from "./people-store";

/** One engine under the contract. */
export interface CacheAsideUnderTest {
  readonly cache: Cache;
  /** Runs that many programs which each get a person ten times at once. */
  inProcesses(count: number, file: string, id: number): Promise<void>;
}

type Props = Partial<CacheAsideProps<number, Person>>;

const LOAD_MS = 300;
const RACES = 50;

/** What cache-aside promises, on real servers and over a real database. */
export function cacheAsideContract(under: () => CacheAsideUnderTest): void {
  let folder: string;
  let file: string;
  let store: PeopleStore;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cachefort-people-"));
    file = join(folder, "people.db");
    store = new PeopleStore(file);
  });
  afterAll(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  let id = 0;
  beforeEach(async () => {
    id += 1;
    await store.save(id, "Ada");
  });
  const keyOf = (one: number): string => `session:person:${one}`;
  const people = (props: Props = {}): CacheAside<number, Person> =>
    new CacheAside({
      cache: under().cache,
      keyOf,
      load: (one) => store.read(one),
      onError: (_key, error) => {
        throw error;
      },
      ...props,
    });

  test("the first look loads, the next ones do not", async () => {
    const aside = people();
    const ada = { id, name: "Ada", revision: 1 };
    expect([await aside.get(id), await aside.get(id)]).toEqual([ada, ada]);
    expect(await people().get(id)).toEqual(ada);
    expect(store.reads(id)).toBe(1);
  });

  test("of a hundred who miss at the same time one loads", async () => {
    const aside = people({ load: (one) => store.read(one, LOAD_MS) });
    const found = await Promise.all(Array.from({ length: 100 }, () => aside.get(id)));
    expect(new Set(found.map((person) => person?.name))).toEqual(new Set(["Ada"]));
    expect(store.reads(id)).toBe(1);
  });

  test("of several processes one loads", async () => {
    await under().inProcesses(4, file, id);
    expect(store.reads(id)).toBe(1);
  });

  test("an update is seen at once, by others too", async () => {
    const [aside, other] = [people(), people()];
    await aside.get(id);
    await aside.update(id, () => store.save(id, "Grace"));
    expect((await other.get(id))?.name).toBe("Grace");
    expect((await aside.get(id))?.name).toBe("Grace");
    expect(store.reads(id)).toBe(2);
  });

  test(`${RACES} updates in the middle of a load are seen all the same`, async () => {
    const names: (string | undefined)[] = [];
    for (let race = 0; race < RACES; race += 1) {
      id += 1;
      await store.save(id, "old");
      const [reader, writer] = [people({ load: (one) => store.read(one, 20) }), people()];
      const reading = reader.get(id);
      await sleep(race % 25);
      await writer.update(id, () => store.save(id, "new"));
      await reading;
      names.push((await people().get(id))?.name);
    }
    expect(names).toEqual(names.map(() => "new"));
  });

  test("the same races leave old values where an update merely deletes the entry", async () => {
    const { cache } = under();
    let old = 0;
    for (let race = 0; race < 10; race += 1) {
      id += 1;
      const key = `${keyOf(id)}:plain`;
      await store.save(id, "old");
      const reading = store.read(id, 20).then((person) => cache.set(key, person));
      await store.save(id, "new");
      await cache.delete(key);
      await reading;
      if (((await cache.get(key)) as { name: string }).name === "old") old += 1;
    }
    expect(old).toBeGreaterThan(0);
  });

  test("who asks after an update does not get a load from before it", async () => {
    const aside = people({ load: (one) => store.read(one, LOAD_MS) });
    const before = aside.get(id);
    await sleep(LOAD_MS / 2);
    await aside.update(id, () => store.save(id, "Grace"));
    const after = aside.get(id);
    expect((await before)?.name).toBe("Ada");
    expect((await after)?.name).toBe("Grace");
  });

  test("an update that fails is passed on, and the entry is loaded anew", async () => {
    const aside = people();
    await aside.get(id);
    const failing = aside.update(id, () => Promise.reject(new Error("no answer")));
    await expect(failing).rejects.toThrow("no answer");
    await aside.get(id);
    expect(store.reads(id)).toBe(2);
  });

  test("an entry whose version is gone is loaded anew, and never valid again", async () => {
    const aside = people();
    await aside.get(id);
    await under().cache.delete(`${keyOf(id)}:version`);
    await aside.get(id);
    await aside.get(id);
    expect(store.reads(id)).toBe(2);
  });

  test("that there is no such thing is remembered, as long as is asked for", async () => {
    const none = 1_000_000 + id;
    const aside = people({ missingSeconds: 1 });
    expect([await aside.get(none), await aside.get(none)]).toEqual([undefined, undefined]);
    expect(store.reads(none)).toBe(1);
    await aside.update(none, () => store.save(none, "Joan"));
    expect((await aside.get(none))?.name).toBe("Joan");
    const never = people({ missingSeconds: 0 });
    await never.get(none + 1);
    await never.get(none + 1);
    expect(store.reads(none + 1)).toBe(2);
  });

  test("an old value is given at once while a new one is loaded", async () => {
    const load = (one: number): Promise<Person | undefined> => store.read(one, LOAD_MS);
    const aside = people({ load, ttlSeconds: 1, jitter: 0, staleSeconds: 60 });
    await aside.get(id);
    await store.save(id, "Grace");
    await sleep(1100);
    const begun = performance.now();
    const given = await Promise.all([aside.get(id), aside.get(id)]);
    expect(performance.now() - begun).toBeLessThan(LOAD_MS);
    expect(given.map((person) => person?.name)).toEqual(["Ada", "Ada"]);
    expect(await until(5000, async () => (await aside.get(id))?.name === "Grace")).toBe(true);
    expect(store.reads(id)).toBe(2);
  });

  test("the lock of a process that has died is waited for, and no longer than it lives", async () => {
    expect(await new LoadLock(under().cache, keyOf(id), 2).take()).toBe(true);
    const begun = performance.now();
    expect((await people({ lockSeconds: 2 }).get(id))?.name).toBe("Ada");
    expect(performance.now() - begun).toBeGreaterThan(500);
    expect(performance.now() - begun).toBeLessThan(4000);
  });

  test("a lock that has become another's is not freed", async () => {
    const { cache } = under();
    const lock = new LoadLock(cache, keyOf(id), 5);
    expect(await lock.take()).toBe(true);
    await cache.set(`${keyOf(id)}:lock`, "another");
    await lock.release();
    expect(await cache.get(`${keyOf(id)}:lock`)).toBe("another");
  });

  test("a load that fails is told to all who wait for it, and the next one begins at once", async () => {
    let isDown = true;
    const aside = people({
      load: async (one) => {
        const person = await store.read(one, 50);
        if (isDown) throw new Error("the database is down");
        return person;
      },
    });
    const failed = await Promise.allSettled([aside.get(id), aside.get(id)]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    isDown = false;
    const begun = performance.now();
    expect((await aside.get(id))?.name).toBe("Ada");
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test("what is no entry, and what the schema refuses, is loaded anew", async () => {
    const told: string[] = [];
    const schema: z.ZodType<Person> = z.object({
      id: z.number(),
      name: z.string(),
      revision: z.number().min(2),
    });
    await under().cache.set(keyOf(id), ["spoilt"]);
    const strict = people({ schema, onError: (_key, error) => void told.push(error.name) });
    await strict.get(id);
    await strict.get(id);
    expect(store.reads(id)).toBe(2);
    expect(told).toContain("ZodError");
  });

  test("lifetimes differ by the jitter", async () => {
    const aside = people({ ttlSeconds: 1000, jitter: 0.5 });
    const ids = Array.from({ length: 20 }, (_, n) => 2_000_000 + 100 * id + n);
    for (const one of ids) {
      await store.save(one, "Ada");
      await aside.get(one);
    }
    const entries = await under().cache.getMany(ids.map(keyOf));
    const seconds = [...entries.values()].map((entry) =>
      Math.round(((entry as { freshUntil: number }).freshUntil - Date.now()) / 1000),
    );
    expect(new Set(seconds).size).toBeGreaterThan(5);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(490);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(1000);
  });
}
