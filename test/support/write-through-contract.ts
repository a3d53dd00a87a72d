import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cache } from "../../clients/cache/cache";
import { WriteThrough, type WriteThroughProps } from "../../clients/cache/through/write-through";
import { until } from "../../operate/host/until";
import { PeopleStore, type Person } from "./people-store";

/** One engine under the contract. */
export interface WriteThroughUnderTest {
  readonly cache: Cache;
}

/** Has the cache refuse what would change it for as long as the work takes; its entries stay. */
export type Refusing = (work: () => Promise<void>) => Promise<void>;

const RACES = 50;
const TOLD_MS = 15_000;

/**
 * What write-through promises, on real servers and over a real database.
 *
 * @param refusing where servers can be made to refuse. @default - they can only be down
 */
export function writeThroughContract(
  under: () => WriteThroughUnderTest,
  refusing?: Refusing,
): void {
  let folder: string;
  let store: PeopleStore;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cachefort-people-"));
    store = new PeopleStore(join(folder, "people.db"));
  });
  const opened: WriteThrough<number, Person>[] = [];
  afterEach(() => {
    for (const people of opened.splice(0)) people.close();
  });
  afterAll(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  let id = 0;
  beforeEach(() => void (id += 1));
  const person = (name: string): Person => ({ id, name, revision: 0 });
  const people = (props: Partial<WriteThroughProps<number, Person>> = {}) => {
    const one = new WriteThrough<number, Person>({
      cache: under().cache,
      keyOf: (of) => `session:through:${of}`,
      load: (of) => store.read(of),
      store: (of, { name }) => store.save(of, name),
      ...props,
    });
    opened.push(one);
    return one;
  };

  test("a value that was saved is in the store and in the cache", async () => {
    const through = people();
    await through.save(id, person("Ada"));
    expect((await store.read(id))?.name).toBe("Ada");
    const reads = store.reads(id);
    expect((await through.get(id))?.name).toBe("Ada");
    expect((await people().get(id))?.name).toBe("Ada");
    expect(store.reads(id)).toBe(reads);
    expect(through.untold).toBe(0);
  });

  test(`after ${RACES} pairs of writers at the same time the cache has what the store has`, async () => {
    const differences: string[] = [];
    for (let race = 0; race < RACES; race += 1) {
      id += 1;
      const slow = people({
        store: async (of, { name }) => {
          await sleep(race % 7);
          await store.save(of, name);
          await sleep(race % 5);
        },
      });
      await Promise.all([slow.save(id, person("slow")), people().save(id, person("quick"))]);
      const [cached, stored] = [await people().get(id), await store.read(id)];
      if (cached?.name !== stored?.name) differences.push(`${cached?.name}, not ${stored?.name}`);
    }
    expect(differences).toEqual([]);
  });

  test("the same writers leave another value where each caches its own", async () => {
    const { cache } = under();
    const key = `session:through:${id}:plain`;
    await store.save(id, "slow");
    const slow = sleep(20).then(() => cache.set(key, "slow"));
    await store.save(id, "quick");
    await cache.set(key, "quick");
    await slow;
    expect([await cache.get(key), (await store.read(id))?.name]).toEqual(["slow", "quick"]);
  });

  test(`${RACES} writes in the middle of a load are seen all the same`, async () => {
    const names: (string | undefined)[] = [];
    for (let race = 0; race < RACES; race += 1) {
      id += 1;
      await store.save(id, "old");
      const reading = people({ load: (of) => store.read(of, 20) }).get(id);
      await sleep(race % 25);
      await people().save(id, person("new"));
      await reading;
      names.push((await people().get(id))?.name);
    }
    expect(names).toEqual(names.map(() => "new"));
  });

  test("a write that the store refuses is refused, and nothing old is cached", async () => {
    const through = people();
    await through.save(id, person("Ada"));
    const failing = people({
      store: async (of, { name }) => {
        await store.save(of, name);
        throw new Error("no answer");
      },
    });
    await expect(failing.save(id, person("Grace"))).rejects.toThrow("no answer");
    expect((await through.get(id))?.name).toBe("Grace");
  });

  if (refusing === undefined) return;
  test("a cache that refuses does not fail the write; it is told once it can be", async () => {
    const errors: Error[] = [];
    const through = people({ onError: (_key, error) => void errors.push(error) });
    await through.save(id, person("Ada"));
    await refusing(async () => {
      await through.save(id, person("Grace"));
      expect((await store.read(id))?.name).toBe("Grace");
      expect(errors).toMatchObject([{ code: "CACHE_NOT_INVALIDATED" }]);
      expect(through.untold).toBe(1);
      expect((await through.get(id))?.name).toBe("Grace");
    });
    expect(await until(TOLD_MS, () => through.untold === 0)).toBe(true);
    expect((await people().get(id))?.name).toBe("Grace");
  });
}
