import { evenSpread, seriesOf } from "../../../bench/support/statistics";

test("figures of a series are its own values, by the nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(seriesOf(hundred)).toMatchObject({ runs: 100, min: 1, median: 50, p95: 95, max: 100 });
  expect(seriesOf([7])).toEqual({ runs: 1, min: 7, median: 7, p95: 7, max: 7, cv: 0 });
});

test.each([
  // Mean 5, standard deviation 2.
  [[2, 4, 4, 4, 5, 5, 7, 9], 0.4],
  [[3, 3, 3], 0],
  [[0, 0], 0],
])("%j spreads by %d of its mean", (samples, cv) => {
  expect(seriesOf(samples).cv).toBeCloseTo(cv, 10);
});

test.each([
  // From 0 the standard deviation of an even draw is 1/√3 of its mean.
  [0, 10, 1 / Math.sqrt(3)],
  [100, 100.0001, 0],
  [2500, 5300, 0.2073],
])("an even draw from %d to %d spreads by %d", (low, high, spread) => {
  expect(evenSpread(low, high)).toBeCloseTo(spread, 3);
});
