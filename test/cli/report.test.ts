import "../support/slow";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveReporters, terminalOf } from "../../cli/report-options";
import { SAMPLE_REPORT } from "../../scripts/sample-report";
import { pageOf } from "../../smoke/reporters/html/page";
import { junitOf } from "../../smoke/reporters/junit";
import { prometheusOf } from "../../smoke/reporters/prometheus";
import { JsonReporter } from "../../smoke/reporters/json";
import { readReport } from "../../smoke/report-reader";
import { cachefort } from "../support/cachefort";
import { report } from "../support/smoke-report";

const folder = mkdtempSync(join(tmpdir(), "cachefort-report-"));
const path = (name: string): string => join(folder, name);
beforeAll(() => {
  new JsonReporter((text) => writeFileSync(path("new.json"), text)).onRunEnd(report);
  const better = { ...report, runId: "older", results: report.results.slice(0, 1) };
  new JsonReporter((text) => writeFileSync(path("old.json"), text)).onRunEnd(better);
  writeFileSync(path("none.json"), "{}");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a report is shown again in every format, whatever it says", async () => {
  const files = ["html", "junit", "prometheus"].flatMap((name) => [`--${name}`, path(`a.${name}`)]);
  const { code, stderr, stdout } = await cachefort("report", SAMPLE_REPORT, ...files);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/✓ redis\/acl/);
  const run = readReport(readFileSync(SAMPLE_REPORT, "utf8"), SAMPLE_REPORT);
  expect(readFileSync(path("a.html"), "utf8")).toBe(pageOf(run));
  expect(readFileSync(path("a.junit"), "utf8")).toBe(junitOf(run));
  expect(readFileSync(path("a.prometheus"), "utf8")).toBe(prometheusOf(run));
});

test("as JSON it is what was read", async () => {
  const { code, stdout } = await cachefort("report", path("new.json"), "--json");
  expect(code).toBe(0);
  expect(stdout).toBe(readFileSync(path("new.json"), "utf8"));
});

test("what got worse since an older run is told, also on the page, with exit code 1", async () => {
  const { code, stdout } = await cachefort(
    ...["report", path("new.json"), "--compare", path("old.json"), "--html", path("b.html")],
  );
  expect(code).toBe(1);
  expect(stdout).toContain(
    "compared with run older:\n  ✗ worse  sessions: redis/sharding: not run → fail\n",
  );
  expect(readFileSync(path("b.html"), "utf8")).toContain("Compared with run older");
});

test("what got better ends with exit code 0, and JSON stays JSON", async () => {
  const { code, stderr, stdout } = await cachefort(
    ...["report", path("new.json"), "--compare", path("new.json"), "--json"],
  );
  expect(code).toBe(0);
  expect(stderr).toContain("every check ended as before");
  expect(JSON.parse(stdout)).toMatchObject({ runId: report.runId });
});

test.each([
  ["none.json", 2, "REPORT_INVALID"],
  ["missing.json", 3, "REPORT_UNREADABLE"],
])("%s ends with exit code %i and %s", async (name, expected, error) => {
  const { code, stderr, stdout } = await cachefort("report", path(name));
  expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
  expect(stderr).toMatch(new RegExp(`^${error}: .*${name}.*\n$`));
});

test.each([
  [true, {}, true],
  [true, { NO_COLOR: "" }, true],
  [true, { NO_COLOR: "1" }, false],
  [true, { TERM: "dumb" }, false],
  [false, {}, false],
])("a stream that is a terminal (%s) with %j has colour: %s", (isTTY, env, hasColor) => {
  expect(terminalOf({ isTTY, write: () => true }, env).hasColor).toBe(hasColor);
});

test("only a workflow of GitHub is annotated", () => {
  const names = (env: NodeJS.ProcessEnv): string[] =>
    liveReporters(env).map((reporter) => reporter.constructor.name);
  expect(names({})).not.toContain("GithubReporter");
  expect(names({ GITHUB_ACTIONS: "false" })).not.toContain("GithubReporter");
  expect(names({ GITHUB_ACTIONS: "true" })).toContain("GithubReporter");
});

test("in a workflow of GitHub the step gets its summary", () => {
  const file = path("summary.md");
  writeFileSync(file, "before\n");
  const reporters = liveReporters({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: file });
  for (const reporter of reporters) reporter.onRunEnd?.(report);
  expect(readFileSync(file, "utf8")).toMatch(/^before\n### ❌ cachefort smoke: test, standard\n/);
});
