import { appendFileSync } from "node:fs";
import type { Command } from "commander";
import { writePrivateFile } from "../secrets/files";
import type { Reporter } from "../smoke/reporter";
import { GithubReporter } from "../smoke/reporters/github";
import { HtmlReporter } from "../smoke/reporters/html";
import type { Markup } from "../smoke/reporters/html/markup";
import { JsonReporter } from "../smoke/reporters/json";
import { JunitReporter } from "../smoke/reporters/junit";
import { LiveReporter } from "../smoke/reporters/live";
import { ListReporter, type Terminal } from "../smoke/reporters/list";
import { ProgressReporter } from "../smoke/reporters/progress";
import { PrometheusReporter } from "../smoke/reporters/prometheus";

/** How a report is asked for. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly html?: string;
  readonly junit?: string;
  readonly prometheus?: string;
}

/** Adds the options of every command that reports. */
export function addReportOptions(command: Command): Command {
  return command
    .option("--json", "print as JSON on standard output")
    .option("--html <file>", "write the report as one HTML page that loads nothing")
    .option("--junit <file>", "write the report as JUnit XML")
    .option("--prometheus <file>", "write the report as metrics for Prometheus");
}

/**
 * The report on standard output, and one reporter for each file.
 *
 * @param changes what the page shows of the difference to an older run. @default - nothing
 */
export function reportersFor(
  { html, json, junit, prometheus }: ReportOptions,
  changes?: Markup,
): Reporter[] {
  const to =
    (file: string) =>
    (text: string): void =>
      writePrivateFile(file, text);
  return [
    json === true
      ? new JsonReporter((text) => void process.stdout.write(text))
      : new ListReporter(terminalOf(process.stdout)),
    ...(html === undefined ? [] : [new HtmlReporter(to(html), changes)]),
    ...(junit === undefined ? [] : [new JunitReporter(to(junit))]),
    ...(prometheus === undefined ? [] : [new PrometheusReporter(to(prometheus))]),
  ];
}

/** What tells of a run while it goes: progress on standard error, and annotations in a workflow of GitHub. */
export function liveReporters(env: NodeJS.ProcessEnv = process.env): Reporter[] {
  const { stderr } = process;
  const told = (text: string): void => void stderr.write(text);
  const isLive = stderr.isTTY && env["TERM"] !== "dumb";
  const progress = isLive
    ? new LiveReporter(told, () => stderr.columns)
    : new ProgressReporter(told);
  if (env["GITHUB_ACTIONS"] !== "true") return [progress];
  const file = env["GITHUB_STEP_SUMMARY"] ?? "";
  const summarize = (text: string): void => appendFileSync(file, text);
  return [progress, new GithubReporter(told, file === "" ? undefined : summarize)];
}

/** A stream as a place for people; `NO_COLOR` as https://no-color.org says: set and not empty. */
export function terminalOf(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "write">,
  env: NodeJS.ProcessEnv = process.env,
): Terminal {
  const refuses = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return {
    write: (text) => void stream.write(text),
    hasColor: stream.isTTY && !refuses,
  };
}
