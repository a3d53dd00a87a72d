import { requirePassed } from "../../../bench/support/passed-suite";
import type { CheckResult } from "../../../smoke/report";
import { codedError } from "../../support/coded";

const passed: CheckResult = {
  id: "redis/acl",
  title: "a",
  proves: "b",
  subject: "sessions",
  status: "pass",
  durationMs: 1,
};

test("a suite that passed is measured", () => {
  expect(() => requirePassed({ seed: 1, results: [passed] })).not.toThrow();
});

test.each([
  [
    { status: "fail", evidence: { expected: "500 ms", measured: "628 ms" } },
    "sessions: redis/acl: fail: 628 ms, expected 500 ms",
  ],
  [{ status: "error", reason: "interrupted" }, "sessions: redis/acl: error: interrupted"],
  [{ status: "skip", reason: "no replica" }, "sessions: redis/acl: skip: no replica"],
] as const)("one with %j is not", (change, text) => {
  const results = [passed, { ...passed, ...change }];
  expect(codedError(() => requirePassed({ seed: 7, results }))).toMatchObject({
    code: "BENCH_SUITE_FAILED",
    message: expect.stringContaining(`seed 7 did not pass: ${text}`),
  });
});
