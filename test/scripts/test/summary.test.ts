import type { Outcome } from "../../../scripts/test/level";
import { summaryOf } from "../../../scripts/test/summary";

const lint: Outcome = {
  name: "lint",
  status: "passed",
  counts: { passed: 1, failed: 0, skipped: 0 },
  milliseconds: 12_340,
};
const unit: Outcome = {
  name: "unit",
  status: "failed",
  counts: { passed: 40, failed: 2, skipped: 0 },
  milliseconds: 3_000,
};
const validate: Outcome = {
  name: "validate",
  status: "skipped",
  counts: { passed: 0, failed: 0, skipped: 1 },
  reason: "terraform is not installed",
  milliseconds: 10,
};

it("has a line per level and ends with the counts alone", () => {
  expect(summaryOf([lint, unit, validate])).toBe(
    [
      "passed   lint       12.3 s  1 passed, 0 failed",
      "failed   unit        3.0 s  40 passed, 2 failed",
      "skipped  validate    0.0 s  terraform is not installed",
      "41 passed, 2 failed, 1 skipped",
      "",
    ].join("\n"),
  );
});

it("says nothing of skips when there is none", () => {
  expect(summaryOf([lint])).toMatch(/\n1 passed, 0 failed\n$/);
});
