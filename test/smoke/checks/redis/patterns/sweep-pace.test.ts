import { sweepPace } from "../../../../../smoke/checks/redis/patterns/sweep-pace";

test.each([
  [0, 100],
  [360, 180],
  [361, 181],
  [99_999, 50_000],
  [1_000_000, 50_000],
])("of %d keys a deletion looks at %d in a second", (keys, expected) => {
  expect(sweepPace(keys)).toBe(expected);
});

test("more keys than a check has time for are left alone", () => {
  expect(() => sweepPace(1_000_001)).toThrow(/^the cluster holds 1000001 keys: /);
});
