import fc from "fast-check";
import { binomialInterval } from "../../smoke/statistics";

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
