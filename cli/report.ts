import { readFileSync } from "node:fs";
import { Command } from "commander";
import { ExitCode, UnavailableError } from "../constructs/core/errors";
import { compareReports } from "../smoke/comparison";
import { readReport } from "../smoke/report-reader";
import type { RunReport } from "../smoke/report";
import { Reporters } from "../smoke/reporter";
import { comparisonText } from "../smoke/reporters/comparison-text";
import { drawChanges } from "../smoke/reporters/html/changes";
import { addReportOptions, type ReportOptions, reportersFor } from "./report-options";

/** How a report is shown again. */
export interface ReshowOptions extends ReportOptions {
  readonly compare?: string;
}

/** `cachefort report`: shows a report again that a run has written as JSON. */
export function reportCommand(): Command {
  return addReportOptions(new Command("report"))
    .description(
      "show a report of the harness again, in any format, and compare it with an older one",
    )
    .argument("<file>", "what `cachefort smoke --json` has written")
    .option("--compare <file>", "an older report: tell what got better and worse since")
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 shown, whatever the report says · 1 with --compare, a check ended worse than before",
        "            2 no report, or wrong usage · 3 the file cannot be read",
        "",
        "Examples:",
        "  cachefort smoke --suite standard --json > smoke.json",
        "  cachefort report smoke.json --html smoke.html",
        "  cachefort report smoke.json --compare last-week.json",
      ].join("\n"),
    )
    .action((file: string, options: ReshowOptions) => {
      process.exitCode = showReport(file, options);
    });
}

/**
 * Shows a report, and what differs from an older one.
 *
 * @returns the exit code
 * @throws ValidationError REPORT_VERSION_UNKNOWN, REPORT_INVALID
 * @throws UnavailableError REPORT_UNREADABLE
 */
export function showReport(file: string, options: ReshowOptions): number {
  const report = readReportFile(file);
  const older = options.compare === undefined ? undefined : readReportFile(options.compare);
  const comparison = older === undefined ? undefined : compareReports(older, report);
  const isCompared = older !== undefined && comparison !== undefined;
  const changes = isCompared ? drawChanges(comparison, older.runId) : undefined;
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  const reporters = new Reporters(reportersFor(options, changes), complain);
  reporters.onRunBegin(report);
  for (const result of report.results) reporters.onCheckEnd(result);
  reporters.onRunEnd(report);
  if (!isCompared) return ExitCode.pass;
  const out = options.json === true ? process.stderr : process.stdout;
  out.write(comparisonText(comparison, older.runId));
  return comparison.isWorse ? ExitCode.checkFailed : ExitCode.pass;
}

function readReportFile(file: string): RunReport {
  return readReport(textOf(file), file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UnavailableError(
      "REPORT_UNREADABLE",
      {
        problem: `the report cannot be read: ${(cause as Error).message}`,
        received: file,
        fix: "name a file that `cachefort smoke --json` has written",
      },
      undefined,
      { cause },
    );
  }
}
