import { CacheStatistics } from "../../../../clients/cache/monitored/cache-statistics";

function filled(): CacheStatistics {
  const statistics = new CacheStatistics();
  for (let ms = 1; ms <= 100; ms += 1) {
    const isHit = ms > 10;
    statistics.count("get", ms, isHit ? 1 : 0, isHit ? 0 : 1, ms > 98);
  }
  statistics.count("getMany", 0.0001, 3, 7, false);
  return statistics;
}

test("hits, misses and errors are counted, and quantiles are right to a hundredth", () => {
  const { errors, hitRate, hits, misses, operations } = filled().figures();
  expect({ errors, hits, misses }).toEqual({ errors: 2, hits: 93, misses: 17 });
  expect(hitRate).toBeCloseTo(93 / 110);
  const { latency } = operations.get;
  expect(operations.get.errors).toBe(2);
  expect(latency.count).toBe(100);
  expect(latency.total).toBe(5050);
  expect(latency.mean).toBeCloseTo(50.5, 0);
  expect(latency.p50).toBeCloseTo(50, 0);
  expect(Math.abs((latency.p95 ?? 0) - 95)).toBeLessThan(1);
  expect(Math.abs((latency.max ?? 0) - 100)).toBeLessThan(1);
  expect(operations.getMany.latency.max).toBe(0.001);
});

test("what has not happened has no figure", () => {
  const { hitRate, operations } = new CacheStatistics().figures();
  expect(hitRate).toBeUndefined();
  expect(operations.delete).toEqual({ errors: 0, latency: { count: 0, total: 0 } });
});

test("a reset begins anew", () => {
  const statistics = filled();
  statistics.reset();
  expect(statistics.figures()).toEqual(new CacheStatistics().figures());
});

test("a million calls are counted", () => {
  const statistics = new CacheStatistics();
  for (let call = 0; call < 1_000_000; call += 1) {
    statistics.count("set", call / 1000, 0, 0, false);
  }
  expect(statistics.figures().operations.set.latency.count).toBe(1_000_000);
});
