import fc from "fast-check";
import { binomialInterval, percentile, quantilesOf } from "../../smoke/statistics";

describe("binomialInterval", () => {
  test.each([
    // 5000 ± 5 × 50
    [10_000, 0.5, 5, 4750, 5250],
    [10_000, 0.5, 1, 4950, 5050],
    // 3333.13 ± 5 × 47.14, a shard of three
    [10_000, 5461 / 16384, 5, 3098, 3568],
    [10, 0.5, 5, 0, 10],
    [100, 1, 5, 100, 100],
    [100, 0, 5, 0, 0],
  ])("%d draws of %d within %d σ: %d to %d", (draws, share, sigmas, low, high) => {
    expect(binomialInterval(draws, share, sigmas)).toEqual({ low, high });
  });

  test("holds the mean and stays within what can be drawn", () => {
    const inputs = [
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ] as const;
    fc.assert(
      fc.property(...inputs, (draws, share) => {
        const { low, high } = binomialInterval(draws, share);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(draws);
        expect(low).toBeLessThanOrEqual(Math.ceil(draws * share));
        expect(high).toBeGreaterThanOrEqual(Math.floor(draws * share));
      }),
    );
  });
});

describe("percentile", () => {
  test.each([
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.95, 4],
    [[1, 2, 3, 4], 0, 1],
    [[7], 1, 7],
  ])("of %j at %d is %d", (values, part, expected) => {
    expect(percentile(values, part)).toBe(expected);
  });

  test("of nothing is not a number", () => {
    expect(percentile([], 0.5)).toBeNaN();
  });

  test("leaves its input alone", () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("quantilesOf", () => {
  test("names values of the sample, in whatever order they come", () => {
    const values = Array.from({ length: 200 }, (_, i) => (i * 37) % 200);
    expect(quantilesOf(values)).toEqual({ min: 0, p50: 99, p95: 189, p99: 197, max: 199 });
    expect(quantilesOf([7])).toEqual({ min: 7, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  test("of nothing is nothing", () => {
    expect(quantilesOf([])).toBeUndefined();
  });
});
