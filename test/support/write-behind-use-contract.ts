import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../operate/host/until";
import { DRAIN_MS, TAKEN_OVER_MS, type WriteBehindBench } from "./write-behind-bench";

/** How producers and workers are limited, shared out, ended and misused. */
export function writeBehindUseContract(behind: WriteBehindBench): void {
  test("a queue that is full takes no more, loses nothing, and takes more once the store has some", async () => {
    behind.layOut(1);
    const people = behind.producer({ limit: 5 });
    const saves = Array.from({ length: 8 }, (_, n) => people.save(`key-${n}`, { n }));
    const results = await Promise.allSettled(saves);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => "fulfilled"),
      ...Array.from({ length: 3 }, () => "rejected"),
    ]);
    await expect(people.save("more", { n: 9 })).rejects.toMatchObject({
      code: "WRITE_BEHIND_FULL",
    });
    expect(people.figures()).toEqual({ accepted: 5, refused: 4, unconfirmed: 0 });
    const one = await behind.worker();
    await behind.drained(one);
    await people.save("more", { n: 9 });
    await behind.drained(one);
    expect([0, 1, 2, 3, 4].map((n) => behind.store.read(`key-${n}`))).toEqual([0, 1, 2, 3, 4]);
    expect([behind.store.read("key-5"), behind.store.read("more")]).toEqual([undefined, 9]);
  });

  test("workers share the partitions; those of one that stops are taken by the other", async () => {
    const one = await behind.worker();
    expect(await until(DRAIN_MS, () => one.figures().partitions === 4)).toBe(true);
    const two = await behind.worker();
    const shares = (): number[] => [one.figures().partitions, two.figures().partitions];
    expect(await until(DRAIN_MS, () => shares().every((share) => share === 2))).toBe(true);
    await one.stop();
    expect(await until(TAKEN_OVER_MS, () => two.figures().partitions === 4)).toBe(true);
    const people = behind.producer();
    await Promise.all(Array.from({ length: 20 }, (_, n) => people.save(`key-${n}`, { n })));
    await behind.drained(two);
    expect(behind.store.read("key-19")).toBe(19);
  });

  test("a worker whose lease another has taken leaves the partition to it", async () => {
    const one = await behind.worker();
    expect(await until(DRAIN_MS, () => one.figures().partitions === 4)).toBe(true);
    const lease = behind.queue.lease(2);
    await behind.cluster.set(lease, "another", "PX", 60_000);
    expect(await until(TAKEN_OVER_MS, () => one.figures().partitions === 3)).toBe(true);
    await one.stop();
    expect(await behind.cluster.get(lease)).toBe("another");
    expect(await behind.cluster.exists(behind.queue.lease(1))).toBe(0);
  });

  test("a stop ends the batch that is under way, and leaves the rest to the next one", async () => {
    behind.layOut(1);
    const people = behind.producer();
    await Promise.all(Array.from({ length: 30 }, (_, n) => people.save(`key-${n}`, { n })));
    behind.store.trouble = () => sleep(300);
    const one = await behind.worker({ batchSize: 10 });
    expect(await until(DRAIN_MS, () => behind.store.batches.length === 1)).toBe(true);
    expect(await one.stop()).toBe(20);
    expect(one.figures()).toMatchObject({ stored: 10, partitions: 0 });
    behind.store.trouble = undefined;
    const two = await behind.worker();
    expect(await two.stop({ drainMs: DRAIN_MS })).toBe(0);
    expect(behind.store.read("key-29")).toBe(29);
  });

  test("a drain that takes too long tells how many are left", async () => {
    behind.store.trouble = () => {
      throw new Error("the database is down");
    };
    const people = behind.producer();
    await Promise.all(Array.from({ length: 7 }, (_, n) => people.save(`key-${n}`, { n })));
    const one = await behind.worker();
    expect(await one.drain(300)).toBe(7);
    expect(await until(DRAIN_MS, () => one.figures().lag === 7)).toBe(true);
    expect(one.figures().oldestMs).toBeGreaterThan(300);
    expect(await one.stop({ drainMs: 300 })).toBe(7);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  test.each<[string, string, unknown, string]>([
    ["undefined", "ada", undefined, "CACHE_VALUE_INVALID"],
    ["a function", "ada", () => 1, "CACHE_VALUE_INVALID"],
    ["NaN", "ada", { n: NaN }, "CACHE_VALUE_INVALID"],
    ["a BigInt", "ada", 1n, "CACHE_VALUE_INVALID"],
    ["a part of itself", "ada", cyclic, "CACHE_VALUE_INVALID"],
    ["more than may be", "ada", "x".repeat(2000), "CACHE_VALUE_TOO_LARGE"],
    ["an empty key", "", 1, "CACHE_KEY_INVALID"],
    ["half a character", "\ud800", 1, "CACHE_KEY_INVALID"],
    ["a key that is too long", "x".repeat(8193), 1, "CACHE_KEY_INVALID"],
    ["no key", undefined as unknown as string, 1, "CACHE_KEY_INVALID"],
  ])("%s is refused, and nothing is queued", async (_what, key, value, code) => {
    const people = behind.producer({ maxValueBytes: 1000 });
    await expect(people.save(key, value)).rejects.toMatchObject({ code });
    expect(people.figures()).toEqual({ accepted: 0, refused: 1, unconfirmed: 0 });
    expect(await (await behind.worker()).drain(0)).toBe(0);
  });

  test("keys and values come through as they are", async () => {
    const seen: [string, unknown][] = [];
    const people = behind.producer();
    const saved: [string, unknown][] = [
      ["{tag}:ü 🙂\n", { text: 'ü 🙂 "\u0000"\ud800' }],
      ["0", null],
      ["false", false],
      ["empty", ""],
    ];
    for (const [key, value] of saved) await people.save(key, value);
    await behind.drained(
      await behind.worker({
        store: {
          writeMany: async (updates) => {
            seen.push(...updates.map(({ key, value }): [string, unknown] => [key, value]));
            return updates.map(() => "stored" as const);
          },
        },
      }),
    );
    expect(new Map(seen)).toEqual(new Map(saved));
  });

  test("another number of partitions is refused on both sides", async () => {
    await behind.producer().save("ada", { n: 1 });
    behind.layOut(8, behind.queue.name);
    await expect(behind.producer().save("ada", { n: 2 })).rejects.toMatchObject({
      code: "WRITE_BEHIND_PARTITIONS",
      detail: { received: 8, allowed: "4" },
    });
    await expect(behind.worker()).rejects.toMatchObject({ code: "WRITE_BEHIND_PARTITIONS" });
  });

  test("a producer that was closed has answered for what it took, and takes no more", async () => {
    const people = behind.producer();
    const saved = Array.from({ length: 300 }, (_, n) => people.save(`key-${n}`, { n }));
    await Promise.resolve();
    await Promise.all(saved);
    await people.close();
    await expect(people.save("ada", { n: 1 })).rejects.toMatchObject({
      code: "WRITE_BEHIND_CLOSED",
    });
    expect(people.figures()).toEqual({ accepted: 300, refused: 1, unconfirmed: 0 });
  });
}
