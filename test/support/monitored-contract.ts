import type { Cache } from "../../clients/cache/cache";
import type { CallResult } from "../../clients/cache/monitored/cache-observer";
import { MonitoredCache } from "../../clients/cache/monitored/monitored-cache";

/** What a cache that counts promises beyond the contract of every cache. */
export function monitoredContract(open: () => Cache): void {
  test("100 reads of 10 keys that each miss once: 90 hits, 10 misses", async () => {
    const cache = new MonitoredCache(open());
    for (let n = 0; n < 100; n += 1) {
      const key = `session:monitored:${n % 10}`;
      if ((await cache.get(key)) === undefined) await cache.set(key, n);
    }
    const { hitRate, hits, misses, errors, operations } = cache.statistics.figures();
    expect({ hitRate, hits, misses, errors }).toEqual({
      hitRate: 0.9,
      hits: 90,
      misses: 10,
      errors: 0,
    });
    expect(operations.get.latency.count).toBe(100);
    expect(operations.set.latency.count).toBe(10);
    expect(operations.get.latency.p50).toBeLessThan(1000);
    expect(operations.get.latency.max).toBeGreaterThan(0);
  });

  test("falsy values are hits, keys of one call count each, and a failed call is an error", async () => {
    const heard: (CallResult & { readonly operation: string; readonly keys: number })[] = [];
    const cache = new MonitoredCache(open(), {
      begin: (operation, keys) => (result) => void heard.push({ operation, keys, ...result }),
    });
    await cache.setMany([
      ["session:falsy:1", null],
      ["session:falsy:2", 0],
    ]);
    await cache.getMany(["session:falsy:1", "session:falsy:2", "session:falsy:3"]);
    await expect(cache.get("")).rejects.toThrow("KEY_INVALID");
    expect(cache.statistics.figures()).toMatchObject({ hits: 2, misses: 1, errors: 1 });
    expect(heard).toMatchObject([
      { operation: "setMany", keys: 2, hits: 0, misses: 0 },
      { operation: "getMany", keys: 3, hits: 2, misses: 1 },
      { operation: "get", keys: 1, error: { code: expect.stringMatching(/KEY_INVALID$/) } },
    ]);
  });
}
