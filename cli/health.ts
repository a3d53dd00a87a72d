import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import { ExitCode, UnavailableError, ValidationError } from "../constructs/core/errors";
import { healthText } from "../monitor/health/health-text";
import { HEALTH_SCHEMA, type HealthReport } from "../monitor/health/report";
import { type HealthStatus, isAsBadAs, worstOf } from "../monitor/health/status";
import { watchCache } from "../monitor/watched";
import { findNodes } from "../smoke/find-nodes";
import { deployedManifests, namedManifests, unknownName } from "./deployed";
import { defaultEnvironment } from "./project";
import { samplingOf } from "./sampling";
import { parseTime } from "./smoke-options";
import { addThresholdOptions, chosenThresholds, type ThresholdChoice } from "./threshold-options";

const WINDOW_MS = 5000;

export interface HealthOptions extends ThresholdChoice {
  readonly name?: string;
  readonly json?: boolean;
  /** What the exit code 1 is for. */
  readonly failOn: "warning" | "critical" | "never";
  /** Milliseconds. */
  readonly window: number;
}

/** `cachefort health`: how the nodes of an environment are, by the table of thresholds. */
export function healthCommand(): Command {
  return addThresholdOptions(new Command("health"))
    .description("tell how every node is, and what to do about what is bad")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .option("--name <name>", "only this cluster or ring")
    .option("--json", "print the report as JSON")
    .addOption(
      new Option("--fail-on <status>", "from which status on to exit with 1")
        .choices(["warning", "critical", "never"])
        .default("warning"),
    )
    .option("--window <time>", "how long to count before judging, such as 5s", parseTime, WINDOW_MS)
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 healthy · 1 as --fail-on says · 2 wrong usage · 3 no node answers",
        "",
        "Examples:",
        "  cachefort health",
        "  cachefort health ci --name sessions --json",
        "  cachefort health prod --fail-on critical --threshold connections=20000",
        "  cachefort health --off evictions --window 30s",
      ].join("\n"),
    )
    .action(async (environment: string, options: HealthOptions) => {
      process.exitCode = await health(environment, options);
    });
}

/**
 * Looks at an environment twice, and prints how it is.
 *
 * @returns the exit code
 * @throws ValidationError HEALTH_NAME_UNKNOWN, HEALTH_SIGNAL_UNKNOWN, HEALTH_THRESHOLD_INVALID
 * @throws UnavailableError ENVIRONMENT_NOT_DEPLOYED, HEALTH_NO_ANSWER, SECRET_UNREADABLE, SMOKE_NODES_NOT_FOUND
 */
export async function health(environment: string, options: HealthOptions): Promise<number> {
  const thresholds = chosenThresholds(options);
  const all = deployedManifests(environment);
  const chosen = namedManifests(all, options.name);
  if (chosen.length === 0) {
    throw new ValidationError("HEALTH_NAME_UNKNOWN", unknownName(environment, all, options.name));
  }
  const deployed = await Promise.all(chosen.map(findNodes));
  const watched = deployed.map((one) => watchCache(one, samplingOf(one)));
  try {
    // One after another: response times are of the nodes, not of this process.
    const look = async (): Promise<void> => {
      for (const one of watched) await one.look();
    };
    await look();
    const begun = performance.now();
    process.stderr.write(`counting for ${options.window / 1000} s\n`);
    await sleep(options.window);
    await look();
    const now = Date.now();
    const caches = watched.map((one) => one.health(thresholds, now));
    const report: HealthReport = {
      schema: HEALTH_SCHEMA,
      environment,
      at: new Date(now).toISOString(),
      windowSeconds: (performance.now() - begun) / 1000,
      status: worstOf(caches.map(({ status }) => status)),
      caches,
    };
    process.stdout.write(
      options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : healthText(report),
    );
    if (isSilent(report)) throw noAnswer(environment);
    return exitCodeOf(report.status, options.failOn);
  } finally {
    await Promise.all(watched.map((one) => one.close()));
  }
}

function exitCodeOf(status: HealthStatus, failOn: HealthOptions["failOn"]): number {
  return failOn !== "never" && isAsBadAs(status, failOn) ? ExitCode.checkFailed : ExitCode.pass;
}

function isSilent({ caches }: HealthReport): boolean {
  return caches.every(({ nodes }) => nodes.every(({ problem }) => problem !== undefined));
}

function noAnswer(environment: string): UnavailableError {
  return new UnavailableError("HEALTH_NO_ANSWER", {
    problem: `no node of environment ${environment} answers`,
    fix: `start it, cachefort up ${environment}, or look from where its nodes are reached`,
  });
}
