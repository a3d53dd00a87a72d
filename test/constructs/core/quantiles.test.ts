import { percentile, quantilesOf } from "../../../constructs/core/quantiles";

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
