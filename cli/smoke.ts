import { randomInt } from "node:crypto";
import { Command, InvalidArgumentError, Option } from "commander";
import { withSecrets } from "../clients/secrets/managed-secrets";
import { findEnvironment } from "../configs";
import { ExitCode, ValidationError } from "../constructs/core/errors";
import { writePrivateFile } from "../secrets/files";
import { SUITES, type Check, type Suite } from "../smoke/check";
import { memcachedChecks } from "../smoke/checks/memcached";
import { redisChecks } from "../smoke/checks/redis";
import { driverFor } from "../smoke/drivers";
import { findNodes } from "../smoke/find-nodes";
import { requireReachable } from "../smoke/reachable";
import { countStatuses } from "../smoke/report";
import { Reporters, type Reporter } from "../smoke/reporter";
import { JsonReporter } from "../smoke/reporters/json";
import { JunitReporter } from "../smoke/reporters/junit";
import { ListReporter } from "../smoke/reporters/list";
import { ProgressReporter } from "../smoke/reporters/progress";
import { runSuite } from "../smoke/runner";
import { checkListJson, checkListText } from "./check-list";
import { deployedManifests } from "./deployed";
import { defaultEnvironment } from "./project";

/** How a run of the harness is asked for. */
export interface SmokeOptions {
  readonly suite: Suite;
  readonly name?: string;
  readonly json?: boolean;
  readonly junit?: string;
  readonly allowFaults?: boolean;
  readonly seed?: number;
  readonly list?: boolean;
}

const CHECKS: readonly Check[] = [...redisChecks, ...memcachedChecks];
/** Environments whose nodes may be killed without asking. */
const FAULTS_ALLOWED = ["local", "ci", "docker"];
/** Exit code of a run that a signal ended: 128 + SIGINT. */
const INTERRUPTED = 130;

/** `cachefort smoke`: proves a deployed environment. */
export function smokeCommand(): Command {
  return new Command("smoke")
    .description("prove that sharding, failover and client access work on a deployed environment")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .addOption(new Option("--suite <suite>", "what to prove").choices(SUITES).default("quick"))
    .option("--name <name>", "only this cluster or ring")
    .option("--list", "print every check and what it proves, and touch nothing")
    .option("--json", "print the report, or the list, as JSON on standard output")
    .option("--junit <file>", "write the report as JUnit XML")
    .option("--allow-faults", "let checks stop and kill nodes of any environment")
    .option("--seed <number>", "repeat the random choices of an earlier run", parseSeed)
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 all passed · 1 a check failed · 2 wrong usage · 3 nothing to check is running",
        "",
        "Examples:",
        "  cachefort smoke",
        "  cachefort smoke --suite standard --junit smoke.xml",
        "  cachefort smoke --list",
        "  cachefort smoke ci --name sessions --json --seed 42",
      ].join("\n"),
    )
    .action(async (environment: string, options: SmokeOptions) => {
      if (options.list === true) {
        process.stdout.write(options.json === true ? checkListJson(CHECKS) : checkListText(CHECKS));
        return;
      }
      process.exitCode = await smoke(environment, options);
    });
}

/**
 * Runs a suite and reports it.
 *
 * @returns the exit code
 * @throws ValidationError SMOKE_NAME_UNKNOWN, ENVIRONMENT_UNKNOWN
 * @throws UnavailableError ENVIRONMENT_NOT_DEPLOYED, SMOKE_TARGET_UNREACHABLE, SECRET_UNREADABLE,
 * AWS_SDK_MISSING
 */
export async function smoke(environment: string, options: SmokeOptions): Promise<number> {
  const all = deployedManifests(environment);
  const chosen = all.filter(
    ({ manifest }) => options.name === undefined || manifest.name === options.name,
  );
  if (chosen.length === 0) {
    throw new ValidationError("SMOKE_NAME_UNKNOWN", {
      problem: `environment ${environment} has no such cluster or ring`,
      received: options.name,
      allowed: all.map(({ manifest }) => manifest.name).join(", "),
      fix: "name one of them, or leave --name out",
    });
  }
  for (const one of chosen) await requireReachable(one);
  const deployed = await Promise.all(chosen.map(async (one) => findNodes(await withSecrets(one))));
  const controller = new AbortController();
  const interrupt = (): void => {
    process.stderr.write("\ninterrupted: undoing what the check under way has done\n");
    controller.abort();
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    const report = await runSuite({
      environment,
      suite: options.suite,
      deployed,
      checks: CHECKS,
      driverFor: (one) => driverFor(one, regionOf(environment)),
      areFaultsAllowed: options.allowFaults === true || FAULTS_ALLOWED.includes(environment),
      seed: options.seed ?? randomInt(2 ** 31),
      signal: controller.signal,
      reporters: new Reporters(reportersOf(options), (line) => process.stderr.write(`${line}\n`)),
    });
    if (report.isInterrupted) return INTERRUPTED;
    const { fail, error } = countStatuses(report.results);
    return fail + error === 0 ? ExitCode.pass : ExitCode.checkFailed;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** Region of an environment on AWS, whatever the machine is set to. */
function regionOf(name: string): string | undefined {
  const environment = findEnvironment(name);
  return environment.target === "aws" ? environment.region : undefined;
}

function reportersOf(options: SmokeOptions): Reporter[] {
  const out = (text: string): void => void process.stdout.write(text);
  const hasColor = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  const { junit } = options;
  return [
    new ProgressReporter((text) => process.stderr.write(text)),
    options.json === true ? new JsonReporter(out) : new ListReporter({ write: out, hasColor }),
    ...(junit === undefined ? [] : [new JunitReporter((text) => writePrivateFile(junit, text))]),
  ];
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new InvalidArgumentError("a seed is a whole number from 0.");
}
