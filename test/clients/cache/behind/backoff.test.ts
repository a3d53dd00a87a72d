import { Backoff } from "../../../../clients/cache/behind/backoff";

test("pauses double up to the longest, and begin anew", () => {
  const backoff = new Backoff(1000, () => 1);
  const pauses = Array.from({ length: 6 }, () => backoff.next());
  expect(pauses).toEqual([100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

test("a pause is by up to a half shorter", () => {
  expect(new Backoff(1000, () => 0).next()).toBe(50);
});
