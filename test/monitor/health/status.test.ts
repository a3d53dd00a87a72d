import fc from "fast-check";
import { HEALTH_STATUSES, isAsBadAs, worstOf } from "../../../monitor/health/status";

test.each([
  [[], "healthy"],
  [["healthy", "warning", "healthy"], "warning"],
  [["critical", "warning", "healthy"], "critical"],
] as const)("the worst of %j is %s", (statuses, worst) => {
  expect(worstOf(statuses)).toBe(worst);
});

test("a status never gets better by a later one", () => {
  const status = fc.constantFrom(...HEALTH_STATUSES);
  fc.assert(
    fc.property(fc.array(status), status, (before, later) => {
      expect(isAsBadAs(worstOf([...before, later]), worstOf(before))).toBe(true);
    }),
  );
});
