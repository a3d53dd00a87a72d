import fc from "fast-check";
import { growth } from "../../../monitor/sample/growth";

test.each([
  [10, 15, true, 5],
  [10, 10, true, 0],
  // Started anew: what was counted since is the least.
  [10, 3, false, 3],
  [10, 15, false, 15],
  // CONFIG RESETSTAT sets counters back within one run.
  [10, 3, true, 3],
])("from %d to %d, same run %s: %d", (before, after, isSameRun, expected) => {
  expect(growth(before, after, isSameRun)).toBe(expected);
});

test("a counter never shrinks", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.boolean(), (before, after, isSameRun) => {
      const grown = growth(before, after, isSameRun);
      expect(grown).toBeGreaterThanOrEqual(0);
      expect(grown).toBeLessThanOrEqual(after);
    }),
  );
});
