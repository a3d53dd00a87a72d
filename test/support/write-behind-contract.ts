import { setTimeout as sleep } from "node:timers/promises";
import type { VersionedUpdate } from "../../clients/cache/behind/versioned-store";
import { until } from "../../operate/host/until";
import type { Counted } from "./versioned-people";
import { DRAIN_MS, type WriteBehindBench } from "./write-behind-bench";

/** What write-behind promises, on real servers and over a real database. */
export function writeBehindContract(behind: WriteBehindBench): void {
  test("what is saved reaches the store, with the version that was told", async () => {
    const people = behind.producer();
    const version = await people.save("ada", { n: 1 });
    expect(behind.store.read("ada")).toBeUndefined();
    await behind.drained(await behind.worker());
    expect([behind.store.read("ada"), behind.store.version("ada")]).toEqual([1, version]);
    expect(people.figures()).toEqual({ accepted: 1, refused: 0, unconfirmed: 0 });
  });

  test("of each key the last that was saved is stored last, whoever saves and consumes", async () => {
    const producers = [behind.producer(), behind.producer()];
    const workers = [await behind.worker({ batchSize: 7 }), await behind.worker({ batchSize: 7 })];
    const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
    await Promise.all(
      keys.map(async (key) => {
        for (let n = 1; n <= 30; n += 1) await producers[n % 2]?.save(key, { n });
      }),
    );
    for (const one of workers) await behind.drained(one);
    expect(keys.map((key) => behind.store.read(key))).toEqual(keys.map(() => 30));
    for (const key of keys)
      expect(behind.store.applied(key)).toEqual(ascending(behind.store.applied(key)));
  });

  test("of a batch only the newest of each key reaches the store", async () => {
    const people = behind.producer();
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => people.save(`key-${n % 2}`, { n: 1 + n })),
    );
    const one = await behind.worker({ batchSize: 100 });
    await behind.drained(one);
    expect([behind.store.read("key-0"), behind.store.read("key-1")]).toEqual([59, 60]);
    expect([behind.store.applied("key-0"), behind.store.applied("key-1")]).toEqual([[59], [60]]);
    // What waits is told as of its last look.
    expect(await until(DRAIN_MS, () => one.figures().oldestMs === 0)).toBe(true);
    expect(one.figures()).toMatchObject({ stored: 2, coalesced: 58, dead: 0, lag: 0, oldestMs: 0 });
  });

  test("batches are as large as they may be, and no larger", async () => {
    behind.layOut(1);
    const people = behind.producer();
    await Promise.all(Array.from({ length: 25 }, (_, n) => people.save(`key-${n}`, { n })));
    await behind.drained(await behind.worker({ batchSize: 10 }));
    expect(behind.store.batches).toEqual([10, 10, 5]);
  });

  test("updates that come while others gather are one batch", async () => {
    behind.layOut(1);
    const people = behind.producer();
    const one = await behind.worker({ batchMs: 1000 });
    await until(DRAIN_MS, () => one.figures().partitions === 1);
    await sleep(200);
    for (let n = 0; n < 5; n += 1) await people.save(`key-${n}`, { n });
    await behind.drained(one);
    expect(behind.store.batches).toEqual([5]);
  });

  test("a store that is down loses nothing, and changes no order", async () => {
    const people = behind.producer();
    let isDown = true;
    behind.store.trouble = () => {
      if (isDown) throw new Error("the database is down");
    };
    const errors: string[] = [];
    const one = await behind.worker({
      attempts: 2,
      onError: ({ message }) => void errors.push(message),
    });
    for (let n = 1; n <= 50; n += 1) await people.save(`key-${n % 5}`, { n });
    expect(await until(DRAIN_MS, () => one.figures().retried > 30)).toBe(true);
    expect(new Set(errors)).toEqual(new Set(["the database is down"]));
    expect(one.figures()).toMatchObject({ stored: 0, dead: 0 });
    isDown = false;
    await behind.drained(one);
    expect([1, 2, 3, 4, 0].map((n) => behind.store.read(`key-${n}`))).toEqual([46, 47, 48, 49, 50]);
    expect(one.figures().dead).toBe(0);
  });

  test("a store that has written and does not say so gets the same again, which changes nothing", async () => {
    const people = behind.producer();
    let calls = 0;
    const silent = {
      writeMany: async (updates: readonly VersionedUpdate<Counted>[]) => {
        const results = await behind.store.writeMany(updates);
        calls += 1;
        if (calls === 1) throw new Error("no answer");
        return results;
      },
    };
    await people.save("ada", { n: 1 });
    await behind.drained(await behind.worker({ store: silent }));
    expect(calls).toBe(2);
    expect(behind.store.applied("ada")).toEqual([1]);
  });

  test("what a crashed worker had stored and not removed changes nothing newer", async () => {
    const people = behind.producer();
    const first = await people.save("ada", { n: 1 });
    await people.save("ada", { n: 2 });
    await behind.drained(await behind.worker());
    // The entry that a failover brings back.
    const stream = behind.queue.updates(behind.queue.partitionOf("ada"));
    await behind.cluster.xadd(stream, "*", "k", "ada", "v", '{"n":1}', "o", first);
    await behind.drained(await behind.worker());
    expect(behind.store.applied("ada")).toEqual([2]);
  });

  test("a store that does not answer for each update loses none", async () => {
    const people = behind.producer();
    await people.save("ada", { n: 1 });
    let isMended = false;
    const errors: Error[] = [];
    const one = await behind.worker({
      store: {
        writeMany: (updates) => (isMended ? behind.store.writeMany(updates) : Promise.resolve([])),
      },
      onError: (error) => void errors.push(error),
    });
    expect(await until(DRAIN_MS, () => errors.length > 1)).toBe(true);
    expect(errors[0]).toMatchObject({ code: "WRITE_BEHIND_RESULTS" });
    isMended = true;
    await behind.drained(one);
    expect(behind.store.read("ada")).toBe(1);
  });

  test("whoever has to know of what is stored hears of it, again if that fails", async () => {
    const told: string[] = [];
    await behind.producer().save("ada", { n: 1 });
    const one = await behind.worker({
      onStored: async (updates) => {
        told.push(...updates.map(({ key }) => key));
        if (told.length === 1) throw new Error("the cache is down");
      },
    });
    await behind.drained(one);
    expect(told).toEqual(["ada", "ada"]);
    expect(behind.store.applied("ada")).toEqual([1]);
  });
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
