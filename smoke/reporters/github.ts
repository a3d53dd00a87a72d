import { countStatuses, type CheckResult, type RunReport } from "../report";
import type { Reporter } from "../reporter";
import { visible } from "./visible";

/** Bytes of a step summary that GitHub takes: its documentation, "Step isolation and limits". */
const SUMMARY_BYTES = 1024 * 1024;

/** An annotation for each check that did not pass, and a summary of the step, in a workflow of GitHub. */
export class GithubReporter implements Reporter {
  /**
   * @param annotate takes workflow commands, which GitHub reads from the log
   * @param summarize takes Markdown. @default - there is no file for it
   */
  constructor(
    private readonly annotate: (text: string) => void,
    private readonly summarize?: (text: string) => void,
  ) {}

  onCheckEnd(result: CheckResult): void {
    const text = annotationOf(result);
    if (text !== undefined) this.annotate(`${text}\n`);
  }

  onRunEnd(report: RunReport): void {
    this.summarize?.(summaryOf(report));
  }
}

/** The workflow command for a check that did not pass. */
export function annotationOf(result: CheckResult): string | undefined {
  const { evidence, hint, id, reason, status, subject } = result;
  if (status === "pass" || status === "skip") return undefined;
  const measured =
    evidence === undefined
      ? []
      : [`expected ${evidence.expected}`, `measured ${evidence.measured}`];
  const lines = [...measured, reason, hint === undefined ? undefined : `hint: ${hint}`];
  const text = lines.filter((line) => line !== undefined).join("\n");
  return `::error title=${property(visible(`${subject}: ${id}`))}::${data(visible(text))}`;
}

/** As `@actions/core` escapes the message of a workflow command. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A table of what did not pass, and the counts of the rest. */
export function summaryOf({ durationMs, environment, results, seed, suite }: RunReport): string {
  const { error, fail, pass, skip } = countStatuses(results);
  const mark = fail + error === 0 ? "✅" : "❌";
  const bad = results.filter(({ status }) => status === "fail" || status === "error");
  const skipped = results.filter(({ status }) => status === "skip");
  const head = [
    `### ${mark} cachefort smoke: ${cell(environment)}, ${suite}`,
    "",
    `${pass} passed, ${fail} failed, ${error} in error, ${skip} skipped in ${(durationMs / 1000).toFixed(1)} s, seed ${seed}`,
    "",
  ];
  const rows = [
    ...table(["Check", "Expected", "Measured", "Hint"], bad, ({ evidence, hint, reason }) => [
      evidence?.expected ?? "",
      evidence?.measured ?? reason ?? "",
      hint ?? "",
    ]),
    ...table(["Skipped", "Why"], skipped, ({ reason }) => [reason ?? ""]),
  ];
  return withinLimit(head, rows);
}

function table(
  names: readonly string[],
  results: readonly CheckResult[],
  cells: (result: CheckResult) => readonly string[],
): string[] {
  if (results.length === 0) return [];
  const row = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;
  return [
    row(names),
    row(names.map(() => "---")),
    ...results.map((result) =>
      row([`${result.subject}: ${result.id}`, ...cells(result)].map(cell)),
    ),
    "",
  ];
}

function withinLimit(head: readonly string[], rows: readonly string[]): string {
  const lines = [...head];
  let bytes = Buffer.byteLength(lines.join("\n"));
  for (const row of rows) {
    bytes += Buffer.byteLength(row) + 1;
    // What is too long as a whole is not shown at all.
    if (bytes > SUMMARY_BYTES - 100)
      return [...lines, "", "… and more than a summary holds.", ""].join("\n");
    lines.push(row);
  }
  return `${lines.join("\n")}\n`;
}

/** A text in a cell of a table: neither Markdown nor HTML. */
function cell(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~@:-]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("\n", "<br>");
}
