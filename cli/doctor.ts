import { Command } from "commander";
import { ExitCode } from "../constructs/core/errors";
import { findEnvironment } from "../configs";
import { examineDocker } from "../operate/docker/doctor";
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
        "  cachefort doctor --json | jq -r '.fix[]'",
      ].join("\n"),
    )
    .action(doctor);
}

async function doctor(name: string, options: { json?: boolean }): Promise<void> {
  const environment = findEnvironment(name);
  const report: Report =
    environment.target === "docker"
      ? reportOf(await examineDocker(environmentPaths(name), environment))
      : await checkPrerequisites();
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(report, null, 2)}\n`
      : `${[...report.prerequisites.map(lineOf), ...howTo(report.fix)].join("\n")}\n`,
  );
  process.exitCode = report.isComplete ? ExitCode.pass : ExitCode.unavailable;
}

function reportOf(prerequisites: readonly Finding[]): Report {
  const bad = prerequisites.filter(({ status }) => status !== "ok");
  return {
    prerequisites,
    isComplete: bad.length === 0,
    fix: bad.flatMap(({ fix }) => fix ?? []),
  };
}

function lineOf({ name, status, version, path, problem }: Report["prerequisites"][number]): string {
  const found = [version, path].filter((part) => part !== undefined).join("  ");
  return [status.padEnd(10), name.padEnd(18), [found, problem].filter(isSaid).join("  ")].join(" ");
}

function isSaid(part: string | undefined): part is string {
  return part !== undefined && part !== "";
}

function howTo(fix: readonly string[]): string[] {
  return fix.length === 0 ? [] : ["", "To mend it:", ...fix.map((line) => `  ${line}`)];
}
