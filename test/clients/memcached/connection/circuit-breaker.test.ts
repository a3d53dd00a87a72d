import fc from "fast-check";
import { CircuitBreaker } from "../../../../clients/memcached/connection/circuit-breaker";

function failed(times: number, random = 1, props = {}): CircuitBreaker {
  const breaker = new CircuitBreaker(props, () => random);
  for (let time = 0; time < times; time++) breaker.failed();
  return breaker;
}

test.each([
  [4, false],
  [5, true],
])("after %d failures in a row a node is down: %s", (times, isOpen) => {
  expect(failed(times).isOpen).toBe(isOpen);
});

test("an answer begins the count anew", () => {
  const breaker = failed(5);
  breaker.succeeded();
  expect(breaker.isOpen).toBe(false);
  breaker.failed();
  expect([breaker.failures, breaker.isOpen]).toEqual([1, false]);
});

test("pauses double up to the longest", () => {
  const pauses = [5, 6, 7, 8, 9, 10, 11, 5000].map((times) => failed(times).pauseMs);
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 2000, 2000, 2000]);
});

test("chance takes no more than half of a pause", () => {
  const times = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (count, random) => {
      const props = { failures: 1, firstPauseMs: 50, longestPauseMs: 1000 };
      const whole = failed(count, 1, props).pauseMs;
      const pause = failed(count, random, props).pauseMs;
      expect(pause).toBeLessThanOrEqual(whole);
      expect(pause).toBeGreaterThanOrEqual(whole / 2);
      expect(whole).toBeLessThanOrEqual(1000);
    }),
  );
});
