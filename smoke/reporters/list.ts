import { styleText } from "node:util";
import { countStatuses, type CheckResult, type RunReport, type Status } from "../report";
import type { Reporter, RunBegin } from "../reporter";
import { visible } from "./visible";

/** Where text goes and how it may look. */
export interface Terminal {
  write(text: string): void;
  readonly hasColor: boolean;
}

type Style = Parameters<typeof styleText>[0];

const MARKS: Readonly<Record<Status, { readonly mark: string; readonly style: Style }>> = {
  pass: { mark: "✓", style: "green" },
  fail: { mark: "✗", style: "red" },
  error: { mark: "!", style: "red" },
  skip: { mark: "-", style: "yellow" },
};

/** One block for each check, for people: name, result, evidence, expected beside measured, hint. */
export class ListReporter implements Reporter {
  private subject: string | undefined;

  constructor(private readonly terminal: Terminal) {}

  onRunBegin(run: RunBegin): void {
    this.line(
      `environment ${run.environment} · suite ${run.suite} · run ${run.runId} · seed ${run.seed}`,
    );
  }

  onCheckEnd(result: CheckResult): void {
    if (result.subject !== this.subject) {
      this.subject = result.subject;
      this.line(`\n${result.subject}`);
    }
    const { mark, style } = MARKS[result.status];
    const seconds = (result.durationMs / 1000).toFixed(1);
    this.line(`  ${this.paint(style, `${mark} ${result.id}`)} · ${result.title} (${seconds} s)`);
    for (const [name, text] of details(result)) {
      this.line(`      ${name.padEnd(9)} ${visible(text).replaceAll("\n", `\n${" ".repeat(16)}`)}`);
    }
  }

  onRunEnd(report: RunReport): void {
    const { pass, fail, error, skip } = countStatuses(report.results);
    const cut = report.isInterrupted ? " · interrupted" : "";
    const seconds = (report.durationMs / 1000).toFixed(1);
    this.line(
      `\n${pass} passed, ${fail} failed, ${error} in error, ${skip} skipped in ${seconds} s${cut}`,
    );
  }

  private paint(style: Style, text: string): string {
    return this.terminal.hasColor ? styleText(style, text, { validateStream: false }) : text;
  }

  private line(text: string): void {
    this.terminal.write(`${text}\n`);
  }
}

function details(result: CheckResult): [string, string][] {
  const { evidence, hint, reason, status } = result;
  const lines: [string, string | undefined][] = [
    ["expected", evidence?.expected],
    ["measured", evidence?.measured],
    ["reason", reason],
    ["proves", status === "pass" || status === "skip" ? undefined : result.proves],
    ["hint", hint],
  ];
  return lines.filter((entry): entry is [string, string] => entry[1] !== undefined);
}
