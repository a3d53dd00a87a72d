import fc from "fast-check";
import { isVersionBelow } from "../../../constructs/core/version";

test.each([
  ["7.0.15", "7.4.11", true],
  ["7.4.11", "7.4.11", false],
  ["7.4.9", "7.4.11", true],
  ["7.4.11", "7.4.9", false],
  ["8.10.1", "8.4.6", false],
  ["7.4", "7.4.0", false],
  ["7.4", "7.4.11", true],
  ["8.0", "7.4.11", false],
])("%s below %s: %j", (version, floor, isBelow) => {
  expect(isVersionBelow(version, floor)).toBe(isBelow);
});

test("of two versions that differ, exactly one is below the other", () => {
  const part = fc.integer({ min: 0, max: 20 });
  const versions = fc.tuple(part, part, part);
  fc.assert(
    fc.property(versions, versions, (a, b) => {
      const [first, second] = [a.join("."), b.join(".")];
      expect(isVersionBelow(first, first)).toBe(false);
      if (first === second) return;
      expect(isVersionBelow(first, second)).toBe(!isVersionBelow(second, first));
    }),
  );
});
