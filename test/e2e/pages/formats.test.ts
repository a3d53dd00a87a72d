import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheMetrics } from "../../../clients/cache/monitored/cache-metrics";
import { CacheStatistics } from "../../../clients/cache/monitored/cache-statistics";
import { junitOf } from "../../../smoke/reporters/junit";
import { prometheusOf } from "../../../smoke/reporters/prometheus";
import { readReport } from "../../../smoke/report-reader";
import { SAMPLE_REPORT } from "../../../scripts/sample-report";
import { galleryReport } from "../../support/gallery-report";
import { report } from "../../support/smoke-report";

const XSD = join(__dirname, "../../fixtures/junit.xsd");
const reports = [
  ["real", readReport(readFileSync(SAMPLE_REPORT, "utf8"), SAMPLE_REPORT)],
  ["small", report],
  ["hostile", { ...galleryReport(), startedAt: "2026-11-29T12:00:00.000Z" }],
] as const;

/** What a program says of a text on its standard input. */
function judged(program: string, args: readonly string[], input: string): string {
  const { error, status, stderr, stdout } = spawnSync(program, args, { input, encoding: "utf8" });
  return error?.message ?? (status === 0 ? "accepted" : `${stdout}${stderr}`);
}

const promtool = (text: string): string => judged("promtool", ["check", "metrics"], text);
const xmllint = (text: string): string =>
  judged("xmllint", ["--noout", "--nonet", "--schema", XSD, "-"], text);

test.each(reports)("promtool finds nothing to say of the metrics of a %s report", (_, run) => {
  expect(promtool(prometheusOf(run))).toBe("accepted");
});

test("promtool finds nothing to say of the metrics of a cache", () => {
  const statistics = new CacheStatistics();
  statistics.count("get", 2, 1, 0, false);
  statistics.count("setMany", 3, 0, 0, true);
  const labels = { cache: 'of "two\nlines"' };
  expect(promtool(cacheMetrics(statistics.figures(), labels))).toBe("accepted");
});

test("promtool would say that a line is no metric", () => {
  expect(promtool(`${prometheusOf(report)}cachefort{a="} 1\n`)).toContain("error");
});

test.each(reports)("xmllint finds the JUnit XML of a %s report valid", (_, run) => {
  expect(xmllint(junitOf(run))).toBe("accepted");
});

test("xmllint would find an attribute that the schema does not know", () => {
  const text = junitOf(report).replace("<testsuites ", '<testsuites skipped="1" ');
  expect(xmllint(text)).toContain("'skipped' is not allowed");
});
