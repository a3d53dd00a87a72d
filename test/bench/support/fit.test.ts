import fc from "fast-check";
import { fitExponent, fitLine } from "../../../bench/support/fit";

const SHARDS = [3, 50, 100, 150, 200, 250];

test("a line through its own points has no residual", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1000, max: 1000, noNaN: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      (intercept, slope) => {
        const line = fitLine(SHARDS.map((x) => ({ x, y: intercept + slope * x })));
        expect(line.intercept).toBeCloseTo(intercept, 6);
        expect(line.slope).toBeCloseTo(slope, 8);
        expect(line.residual).toBeCloseTo(0, 6);
      },
    ),
  );
});

test("the line lies between points that are off it", () => {
  const line = fitLine([
    { x: 0, y: 1 },
    { x: 0, y: -1 },
    { x: 2, y: 5 },
    { x: 2, y: 3 },
  ]);
  expect(line).toEqual({ intercept: 0, slope: 2, residual: 1 });
});

test.each([0.5, 1, 1.5, 2, 2.5])(
  "growth with the power %d is told, whatever all sizes share",
  (p) => {
    for (const shared of [0, 800, 100_000]) {
      const points = SHARDS.map((x) => ({ x, y: shared + 0.3 * x ** p }));
      expect(fitExponent(points)).toBeCloseTo(p, 2);
    }
  },
);
