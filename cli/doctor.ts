import { Command } from "commander";
import { ExitCode } from "../constructs/core/errors";
import { checkPrerequisites, type Prerequisite } from "../operate/prerequisites";

/** `cachefort doctor`: what servers on this machine need, and what is missing. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("say what this machine lacks to run servers, and how to install it")
    .option("--json", "print the report as JSON on standard output")
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 everything is there · 3 something is missing",
        "",
        "Examples:",
        "  cachefort doctor",
        "  cachefort doctor --json | jq -r '.fix[]'",
      ].join("\n"),
    )
    .action(doctor);
}

async function doctor(options: { json?: boolean }): Promise<void> {
  const report = await checkPrerequisites();
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(report, null, 2)}\n`
      : `${[...report.prerequisites.map(lineOf), ...howTo(report.fix)].join("\n")}\n`,
  );
  process.exitCode = report.isComplete ? ExitCode.pass : ExitCode.unavailable;
}

function lineOf({ name, status, version, path, problem }: Prerequisite): string {
  const found = [version, path].filter((part) => part !== undefined).join("  ");
  return [status.padEnd(10), name.padEnd(18), [found, problem].filter(isSaid).join("  ")].join(" ");
}

function isSaid(part: string | undefined): part is string {
  return part !== undefined && part !== "";
}

function howTo(fix: readonly string[]): string[] {
  return fix.length === 0 ? [] : ["", "To mend it:", ...fix.map((line) => `  ${line}`)];
}
