import { monotonic, startOf, type StartedContainer } from "../../../bench/support/container-start";

/** As Docker 20.10 tells it. */
const started: StartedContainer = {
  Name: "/cachefort-bench-cache-0-0",
  RestartCount: 0,
  State: { Running: true, StartedAt: "2026-11-28T20:24:05.123987654Z" },
};

test("a container's start is that of the engine's clock, in whole milliseconds", () => {
  expect(startOf(started)).toBe(Date.UTC(2026, 10, 28, 20, 24, 5, 123));
});

test.each<[string, StartedContainer, string]>([
  [
    "does not run",
    { ...started, State: { ...started.State, Running: false } },
    "container cachefort-bench-cache-0-0 does not run",
  ],
  ["was started again", { ...started, RestartCount: 2 }, "again, 2 times"],
  [
    "tells no time",
    { ...started, State: { Running: true, StartedAt: "yesterday" } },
    'started at "yesterday"',
  ],
])("a container that %s has no start to count from", (_, container, problem) => {
  expect(() => startOf(container)).toThrow(problem);
});

test("a moment of the clock lies where the other clock has it", () => {
  const before = performance.now();
  const moment = monotonic(Date.now());
  // The wall clock is told in whole milliseconds.
  expect(moment).toBeGreaterThan(before - 1);
  expect(moment).toBeLessThanOrEqual(performance.now() + 1);
  expect(monotonic(Date.now() - 5000)).toBeLessThan(before - 4000);
});
