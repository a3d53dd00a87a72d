import fc from "fast-check";
import { DEFAULT_WINDOWS, requireWindows } from "../../../../constructs/redis/aws/windows";
import { codedError } from "../../../support/coded";

test("the defaults are windows", () => {
  expect(requireWindows(DEFAULT_WINDOWS)).toBe(DEFAULT_WINDOWS);
});

test.each([
  ["sun:03:00-sun:04:00", "02:00-03:00"],
  ["sun:03:00-sun:04:00", "04:00-03:00"],
  ["sun:23:30-mon:00:30", "22:30-23:30"],
  ["sat:22:00-sun:02:00", "02:00-03:00"],
  ["wed:05:00-wed:07:30", "23:00-00:30"],
])("%s and %s are taken", (maintenance, snapshot) => {
  expect(() => requireWindows({ maintenance, snapshot })).not.toThrow();
});

test.each([
  ["ELASTICACHE_MAINTENANCE_WINDOW", "sun:03:00-sun:03:59", "01:00-02:00"],
  ["ELASTICACHE_MAINTENANCE_WINDOW", "sun:03:00-sun:03:00", "01:00-02:00"],
  ["ELASTICACHE_MAINTENANCE_WINDOW", "Sun:03:00-Sun:04:00", "01:00-02:00"],
  ["ELASTICACHE_MAINTENANCE_WINDOW", "sun:03:00-04:00", "01:00-02:00"],
  ["ELASTICACHE_MAINTENANCE_WINDOW", "sun:24:00-mon:01:00", "01:00-02:00"],
  ["ELASTICACHE_SNAPSHOT_WINDOW", "sun:03:00-sun:04:00", "01:00-01:30"],
  ["ELASTICACHE_SNAPSHOT_WINDOW", "sun:03:00-sun:04:00", "1:00-2:00"],
  ["ELASTICACHE_SNAPSHOT_WINDOW", "sun:03:00-sun:04:00", "01:00"],
  ["ELASTICACHE_WINDOWS_OVERLAP", "sun:03:00-sun:04:00", "03:59-05:00"],
  ["ELASTICACHE_WINDOWS_OVERLAP", "sun:03:00-sun:04:00", "02:00-03:01"],
  ["ELASTICACHE_WINDOWS_OVERLAP", "sun:23:30-mon:00:30", "00:00-01:00"],
  ["ELASTICACHE_WINDOWS_OVERLAP", "mon:00:00-mon:01:00", "23:30-00:30"],
  ["ELASTICACHE_WINDOWS_OVERLAP", "sat:00:00-sun:00:00", "12:00-13:00"],
])("%s: %s and %s", (code, maintenance, snapshot) => {
  expect(codedError(() => requireWindows({ maintenance, snapshot })).code).toBe(code);
});

test("windows overlap when and only when they have a minute in common", () => {
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const time = (minute: number): string =>
    [Math.floor(minute / 60) % 24, minute % 60]
      .map((part) => String(part).padStart(2, "0"))
      .join(":");
  const at = (minute: number): string =>
    `${days[Math.floor(minute / 1440) % 7]}:${time(minute % 1440)}`;
  const length = fc.integer({ min: 60, max: 1400 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_079 }),
      length,
      fc.integer({ min: 0, max: 1439 }),
      length,
      (start, lasts, daily, dailyLasts) => {
        const taken = new Set(
          Array.from({ length: lasts }, (_, minute) => (start + minute) % 1440),
        );
        const isShared = Array.from({ length: dailyLasts }, (_, minute) =>
          taken.has((daily + minute) % 1440),
        ).includes(true);
        const attempt = () =>
          requireWindows({
            maintenance: `${at(start)}-${at((start + lasts) % 10_080)}`,
            snapshot: `${time(daily)}-${time((daily + dailyLasts) % 1440)}`,
          });
        if (isShared) expect(codedError(attempt).code).toBe("ELASTICACHE_WINDOWS_OVERLAP");
        else expect(attempt).not.toThrow();
      },
    ),
  );
});
