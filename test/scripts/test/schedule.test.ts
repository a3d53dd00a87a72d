import type { Level } from "../../../scripts/test/level";
import { scheduleOf } from "../../../scripts/test/schedule";

const level = (name: string, lane?: string): Level => ({
  name,
  ...(lane === undefined ? {} : { lane }),
  whySkipped: () => Promise.resolve(undefined),
  run: () => Promise.resolve({ passed: 1, failed: 0, skipped: 0 }),
});

test("levels of a lane keep their order, those without one run alone and first", () => {
  const { alone, lanes } = scheduleOf([
    level("lint"),
    level("servers", "a"),
    level("host", "b"),
    level("clients", "b"),
    level("opentofu"),
  ]);
  expect(alone.map(({ name }) => name)).toEqual(["lint", "opentofu"]);
  expect(lanes.map((lane) => lane.map(({ name }) => name))).toEqual([
    ["servers"],
    ["host", "clients"],
  ]);
});
