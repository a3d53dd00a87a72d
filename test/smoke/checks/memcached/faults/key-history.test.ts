import { KeyHistory } from "../../../../../smoke/checks/memcached/faults/key-history";

const KEY = "cf-smoke:run:load:1";

test("values are unique and tell their key", () => {
  const history = new KeyHistory(KEY);
  const values = [history.nextValue(), history.nextValue()];
  expect(new Set(values).size).toBe(2);
  for (const value of values) expect(value.startsWith(`${KEY}#`)).toBe(true);
});

test("the last acknowledged value may be there, the one before may not", () => {
  const history = new KeyHistory(KEY);
  const [first, second] = [history.nextValue(), history.nextValue()];
  history.record(first, "acknowledged");
  expect(history.problemOf(first)).toBeUndefined();
  history.record(second, "acknowledged");
  expect(history.problemOf(second)).toBeUndefined();
  expect(history.problemOf(first)).toBe("overwritten before");
});

test("a write of unknown end may be carried out at any later moment, a refused one never", () => {
  const history = new KeyHistory(KEY);
  const [late, last, refused] = [history.nextValue(), history.nextValue(), history.nextValue()];
  history.record(late, "unknown");
  history.record(last, "acknowledged");
  history.record(refused, "failed");
  expect([late, last].map((value) => history.problemOf(value))).toEqual([undefined, undefined]);
  expect(history.problemOf(refused)).toBe("overwritten before");
});

test.each([
  ["of a key that begins with the same letters", `${KEY}0#x`, "of another key"],
  ["of somebody else", "x", "of another key"],
  ["empty", "", "of another key"],
  ["that nobody wrote", `${KEY}#x`, "never written"],
] as const)("a value %s", (_, value, problem) => {
  const history = new KeyHistory(KEY);
  history.record(history.nextValue(), "acknowledged");
  expect(history.problemOf(value)).toBe(problem);
});
