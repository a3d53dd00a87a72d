import fc from "fast-check";
import { decades, linearTicks, percent } from "../../../../smoke/reporters/html/scale";

test.each([
  [0, 0, 10, "0%"],
  [5, 0, 10, "50%"],
  [10, 0, 10, "100%"],
  [-5, -10, 10, "25%"],
  [11, 0, 10, "100%"],
  [-1, 0, 10, "0%"],
  [3, 3, 3, "0%"],
])("%d from %d to %d is at %s", (value, from, to, expected) => {
  expect(percent(value, from, to)).toBe(expected);
});

test.each([
  [0, 7384, 6, [0, 2000, 4000, 6000]],
  [-1000, 1200, 6, [-1000, -500, 0, 500, 1000]],
  [0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [4, 4, 6, [4]],
])("round values from %d to %d, at most %d", (from, to, most, expected) => {
  expect(linearTicks(from, to, most)).toEqual(expected);
});

test("round values lie within, rise and are never too many", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 2, max: 12 }),
      (from, length, most) => {
        const ticks = linearTicks(from, from + length, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(ticks).toEqual([...ticks].sort((one, other) => one - other));
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(from);
          expect(tick).toBeLessThanOrEqual(from + length);
        }
      },
    ),
  );
});

test.each([
  [0.5, 3868, [0.1, 1, 10, 100, 1000, 10_000]],
  [1, 1, [1, 10]],
  [2, 80, [1, 10, 100]],
])("powers of ten around %d to %d", (least, most, expected) => {
  expect(decades(least, most).map((power) => Number(power.toPrecision(3)))).toEqual(expected);
});
