import { Backoff, backoffMs } from "../../clients/backoff";

const BOUNDS = { firstMs: 100, longestMs: 1000 };

test("pauses double up to the longest, and begin anew", () => {
  const backoff = new Backoff(BOUNDS, () => 1);
  const pauses = Array.from({ length: 6 }, () => backoff.next());
  expect(pauses).toEqual([100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

test("a pause is by up to a half shorter", () => {
  expect(new Backoff(BOUNDS, () => 0).next()).toBe(50);
});

test("none is longer than the longest, however often it has doubled", () => {
  expect(backoffMs(BOUNDS, 5000, () => 1)).toBe(1000);
  expect(backoffMs({ firstMs: 100, longestMs: 20 }, 0, () => 1)).toBe(20);
});
