import { Command } from "commander";
import { ExitCode } from "../constructs/core/errors";
import { type Environment, findEnvironment } from "../configs";
import { checkPrerequisites } from "../operate/prerequisites";
import type { Finding } from "../operate/prerequisites/finding";
import { defaultEnvironment, environmentPaths } from "./project";

interface Report {
  readonly prerequisites: readonly (Omit<Finding, "fix"> & { readonly path?: string })[];
  readonly isComplete: boolean;
  readonly fix: readonly string[];
}

/** `cachefort doctor`: what an environment needs, and what is missing. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("say what this machine lacks to run an environment, and how to get it")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .option("--json", "print the report as JSON on standard output")
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 everything is there · 3 something is missing",
        "",
        "Examples:",
        "  cachefort doctor",
        "  cachefort doctor docker",
        "  cachefort doctor prod",
        "  cachefort doctor --json | jq -r '.fix[]'",
      ].join("\n"),
    )
    .action(doctor);
}

async function doctor(name: string, options: { json?: boolean }): Promise<void> {
  const environment = findEnvironment(name);
  const report = await examine(name, environment);
  const text =
    options.json === true
      ? JSON.stringify(report, null, 2)
      : [...linesOf(report.prerequisites), ...howTo(report.fix)].join("\n");
  const code = report.isComplete ? ExitCode.pass : ExitCode.unavailable;
  // A search for credentials that was given up may still keep the process alive.
  process.stdout.write(`${text}\n`, () => process.exit(code));
}

async function examine(name: string, environment: Environment): Promise<Report> {
  switch (environment.target) {
    case "docker": {
      const { examineDocker } = await import("../operate/docker/doctor");
      return reportOf(await examineDocker(environmentPaths(name), environment));
    }
    case "aws": {
      const { examineAws } = await import("../operate/aws/doctor");
      return reportOf(await examineAws(environmentPaths(name).project, name, environment));
    }
    case "host":
      return checkPrerequisites();
  }
}

function reportOf(prerequisites: readonly Finding[]): Report {
  return {
    prerequisites,
    isComplete: prerequisites.every(({ status }) => status === "ok" || status === "warning"),
    fix: prerequisites.flatMap(({ fix }) => fix ?? []),
  };
}

function linesOf(prerequisites: Report["prerequisites"]): string[] {
  const width = Math.max(...prerequisites.map(({ name }) => name.length));
  return prerequisites.map(({ name, status, version, path, problem }) => {
    const told = [version, path, problem].filter(isSaid).join("  ");
    return [status.padEnd(10), name.padEnd(width), told].join(" ").trimEnd();
  });
}

function isSaid(part: string | undefined): part is string {
  return part !== undefined && part !== "";
}

function howTo(fix: readonly string[]): string[] {
  return fix.length === 0 ? [] : ["", "To mend it:", ...fix.map((line) => `  ${line}`)];
}
