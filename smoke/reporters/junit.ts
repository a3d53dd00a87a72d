import { countStatuses, type CheckResult, type RunReport } from "../report";
import type { Reporter } from "../reporter";

/** JUnit XML, as CI systems read it. */
export class JunitReporter implements Reporter {
  /** @param write takes the whole document */
  constructor(private readonly write: (text: string) => void) {}

  onRunEnd(report: RunReport): void {
    this.write(junitOf(report));
  }
}

/** One suite for each cluster or ring. */
export function junitOf(report: RunReport): string {
  const subjects = [...new Set(report.results.map(({ subject }) => subject))];
  const suites = subjects.map((subject) =>
    suite(
      subject,
      report,
      report.results.filter((result) => result.subject === subject),
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    // The schema knows no sum of what was skipped.
    `<testsuites name="cachefort smoke" ${totals(report.results)}>`,
    ...suites.flat(),
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(subject: string, report: RunReport, results: readonly CheckResult[]): string[] {
  const name = attribute(`${report.environment}/${subject}`);
  const { skip } = countStatuses(results);
  return [
    `  <testsuite name="${name}" timestamp="${report.startedAt}" skipped="${skip}" ${totals(results)}>`,
    `    <properties><property name="seed" value="${report.seed}"/></properties>`,
    ...results.flatMap(testcase),
    "  </testsuite>",
  ];
}

function totals(results: readonly CheckResult[]): string {
  const { fail, error } = countStatuses(results);
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  return `tests="${results.length}" failures="${fail}" errors="${error}" time="${seconds.toFixed(3)}"`;
}

function testcase(result: CheckResult): string[] {
  const head = `    <testcase classname="${attribute(result.subject)}" name="${attribute(result.id)}" time="${(result.durationMs / 1000).toFixed(3)}"`;
  const body = [...verdict(result), ...output(result)];
  return body.length === 0 ? [`${head}/>`] : [`${head}>`, ...body, "    </testcase>"];
}

function verdict({ evidence, hint, reason, status }: CheckResult): string[] {
  if (status === "skip") return [`      <skipped message="${attribute(reason ?? "")}"/>`];
  if (status === "error") return [`      <error message="${attribute(reason ?? "")}"/>`];
  if (status === "pass") return [];
  const message = `expected ${evidence?.expected}, measured ${evidence?.measured}`;
  const text = [hint, reason].filter((part) => part !== undefined).join("\n");
  return [`      <failure message="${attribute(message)}">${content(text)}</failure>`];
}

// One system-out for each case: some readers take no more.
function output({ evidence, proves }: CheckResult): string[] {
  if (evidence === undefined) return [];
  const lines = [
    `proves: ${proves}`,
    `expected: ${evidence.expected}`,
    `measured: ${evidence.measured}`,
  ];
  return [`      <system-out>${content(lines.join("\n"))}</system-out>`];
}

function attribute(text: string): string {
  return content(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
}

function content(text: string): string {
  return text
    .replace(INVALID_IN_XML, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** Everything but the characters of XML 1.0, section 2.2. */
const INVALID_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
