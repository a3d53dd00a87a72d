import { annotationOf, GithubReporter, summaryOf } from "../../../smoke/reporters/github";
import type { CheckResult } from "../../../smoke/report";
import { report } from "../../support/smoke-report";

const [passed, failed, broken, skipped] = report.results as [
  CheckResult,
  CheckResult,
  CheckResult,
  CheckResult,
];

test("what did not pass is an error, what passed or was skipped is none", () => {
  expect(report.results.map(annotationOf)).toEqual([
    undefined,
    '::error title=sessions%3A redis/sharding::expected "a" & <b>%0Ameasured nothing\\x00\\x1b[31m%0Ahint: look at%0Athe slots',
    "::error title=pages%3A memcached/udp::socket gone",
    undefined,
  ]);
});

test("no text can end the command or begin another", () => {
  const text = "100 %\r\n::warning::a,b:c";
  const annotation = annotationOf({ ...broken, subject: text, reason: text });
  expect(annotation).toBe(
    "::error title=100 %25\\x0d%0A%3A%3Awarning%3A%3Aa%2Cb%3Ac%3A memcached/udp::100 %25\\x0d%0A::warning::a,b:c",
  );
});

test("the summary is a table of what did not pass and of what was skipped", () => {
  expect(summaryOf(report)).toBe(
    [
      "### ❌ cachefort smoke: test, standard",
      "",
      "1 passed, 1 failed, 1 in error, 1 skipped in 2.5 s, seed 42",
      "",
      "| Check | Expected | Measured | Hint |",
      "| --- | --- | --- | --- |",
      '| sessions&#58; redis/sharding | "a" &amp; &lt;b&gt; | nothing&#92;x00&#92;x1b&#91;31m | look at<br>the slots |',
      "| pages&#58; memcached/udp |  | socket gone |  |",
      "",
      "| Skipped | Why |",
      "| --- | --- |",
      "| pages&#58; memcached/node&#45;stopped | faults are not allowed |",
      "",
      "",
    ].join("\n"),
  );
  expect(summaryOf({ ...report, results: [passed] })).toContain("### ✅");
});

test("neither Markdown nor HTML of a text reaches the summary", () => {
  const reason = "a|b `c` **d** [e](http://f) <img src=x> \\| @g";
  const summary = summaryOf({ ...report, results: [{ ...skipped, reason }] });
  const row = summary.split("\n").find((line) => line.startsWith("| pages"));
  expect(row?.replaceAll(/&(#\d+|lt|gt|amp);/g, "")).toBe(
    "| pages memcached/nodestopped | ab c d ehttp//f img src=x  g |",
  );
});

test("a summary that GitHub would not take is cut at a row, and says so", () => {
  const reason = "long ".repeat(2000);
  const results = Array.from({ length: 300 }, () => ({
    ...failed,
    reason: undefined,
    hint: reason,
  }));
  const summary = summaryOf({ ...report, results });
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  expect(summary).toContain("… and more than a summary holds.");
});

test("the reporter tells each check as it ends, and the summary in the end", () => {
  const told: string[] = [];
  const reporter = new GithubReporter(
    (text) => void told.push(text),
    (text) => void told.push(text),
  );
  for (const result of report.results) reporter.onCheckEnd(result);
  reporter.onRunEnd(report);
  expect(told).toEqual([
    `${annotationOf(failed)}\n`,
    `${annotationOf(broken)}\n`,
    summaryOf(report),
  ]);
});
