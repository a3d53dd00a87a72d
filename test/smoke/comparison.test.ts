import { compareReports } from "../../smoke/comparison";
import type { Figure } from "../../smoke/figure";
import type { CheckResult, Status } from "../../smoke/report";
import { comparisonText } from "../../smoke/reporters/comparison-text";
import { drawChanges } from "../../smoke/reporters/html/changes";

function result(status: Status, figures: readonly Figure[] = []): CheckResult {
  return {
    ...{ id: "redis/acl", title: "a", proves: "b", subject: "sessions", durationMs: 1, status },
    evidence: { expected: "a", measured: "a", figures },
  };
}

const run = (...results: CheckResult[]): { results: CheckResult[] } => ({ results });

describe("a status", () => {
  it.each([
    ["pass", "fail", "worse"],
    ["pass", "error", "worse"],
    ["pass", "skip", "worse"],
    ["skip", "fail", "worse"],
    ["fail", "pass", "better"],
    ["fail", "skip", "better"],
    ["error", "pass", "better"],
    ["skip", "pass", "better"],
  ] as const)("from %s to %s is %s", (before, after, verdict) => {
    const comparison = compareReports(run(result(before)), run(result(after)));
    expect(comparison.statuses).toEqual([
      { subject: "sessions", id: "redis/acl", before, after, verdict },
    ]);
    expect(comparison.isWorse).toBe(verdict === "worse");
  });

  it.each([
    ["pass", undefined, "worse"],
    ["fail", undefined, "other"],
    [undefined, "pass", "other"],
    [undefined, "fail", "worse"],
  ] as const)("from %s to %s is %s", (before, after, verdict) => {
    const comparison = compareReports(
      run(...(before === undefined ? [] : [result(before)])),
      run(...(after === undefined ? [] : [result(after)])),
    );
    expect(comparison.statuses.map((change) => change.verdict)).toEqual([verdict]);
  });

  it("that is the same is no change", () => {
    expect(compareReports(run(result("pass")), run(result("pass")))).toEqual({
      statuses: [],
      figures: [],
      isWorse: false,
    });
  });
});

describe("a figure", () => {
  const figure = (measured: number | undefined): Figure => ({
    ...{ what: "elected", unit: "ms", atMost: 5900, measured },
  });
  const changed = (before: number | undefined, after: number | undefined) =>
    compareReports(run(result("pass", [figure(before)])), run(result("pass", [figure(after)])));

  it.each([
    [3000, 3600, "other"],
    [3000, 6000, "worse"],
    [6000, 3000, "better"],
    [undefined, 3000, "better"],
    [3000, undefined, "worse"],
  ])("from %s to %s is %s, and alone makes no run worse", (before, after, verdict) => {
    const comparison = changed(before, after);
    expect(comparison.figures).toMatchObject([{ what: "elected", unit: "ms", verdict }]);
    expect(comparison.isWorse).toBe(false);
  });

  it("is shown with its difference, as text and on the page", () => {
    const comparison = changed(3000, 3600);
    expect(comparisonText(comparison, "0a1b")).toBe(
      [
        "compared with run 0a1b:",
        "  every check ended as before",
        "  · figure sessions: redis/acl: elected 3000 ms → 3600 ms +600 (+20 %)",
        "",
      ].join("\n"),
    );
    const page = drawChanges(comparison, "0a1b").text.replace(/\s+/g, " ");
    expect(page).toContain("<td>+600 (+20 %)</td>");
    expect(page).toContain("<td>3,000 ms</td> <td>3,600 ms</td>");
  });

  it("has no share of nothing", () => {
    expect(comparisonText(changed(0, 5), "a")).toContain("0 ms → 5 ms +5\n");
    expect(comparisonText(changed(5, 2), "a")).toContain("5 ms → 2 ms −3 (−60 %)\n");
    expect(comparisonText(changed(undefined, 2), "a")).toContain("never → 2 ms\n");
  });
});
