import { randomInt } from "node:crypto";
import { Command, InvalidArgumentError, Option } from "commander";
import type { LoadedManifest } from "../clients/manifest-file";
import { environmentNames, findEnvironment } from "../configs";
import { ValidationError } from "../constructs/core/errors";
import { writePrivateFile } from "../secrets/files";
import { SUITES, type Suite } from "../smoke/check";
import { Reporters, type Reporter } from "../smoke/reporter";
import { JsonReporter } from "../smoke/reporters/json";
import { JunitReporter } from "../smoke/reporters/junit";
import { ListReporter } from "../smoke/reporters/list";
import { ProgressReporter } from "../smoke/reporters/progress";
import { checkListJson, checkListText } from "./check-list";
import { deployedManifests } from "./deployed";
import { defaultEnvironment } from "./project";
import { CHECKS, exitCodeOf, runSmoke, type SmokeRun } from "./smoke-run";

/** How a run of the harness is asked for. */
export interface SmokeOptions {
  readonly suite: Suite;
  readonly name?: string;
  readonly json?: boolean;
  readonly junit?: string;
  readonly allowFaults?: boolean;
  readonly seed?: number;
  readonly list?: boolean;
  readonly via?: "ecs";
}

/** Environments whose nodes may be killed without asking. */
const FAULTS_ALLOWED = ["local", "ci", "docker"];

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
    .addOption(
      new Option("--via <place>", "run where the nodes can be reached, as a task of ECS").choices([
        "ecs",
      ]),
    )
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
        "  cachefort smoke prod --via ecs --suite standard --allow-faults",
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
 * Runs a suite, here or as a task of ECS, and reports it.
 *
 * @returns the exit code
 * @throws ValidationError SMOKE_NAME_UNKNOWN, CONFIG_INVALID, and those of `smokeOnEcs`
 * @throws UnavailableError ENVIRONMENT_NOT_DEPLOYED, SMOKE_TARGET_UNREACHABLE, SECRET_UNREADABLE,
 * AWS_SDK_MISSING
 */
export async function smoke(environment: string, options: SmokeOptions): Promise<number> {
  const deployed = chosenManifests(environment, options.name);
  const { suite } = options;
  const run: SmokeRun = {
    ...{ environment, suite, deployed },
    areFaultsAllowed: options.allowFaults === true || FAULTS_ALLOWED.includes(environment),
    seed: options.seed ?? randomInt(2 ** 31),
    region: regionOf(environment),
    reporters: new Reporters(reportersOf(options), (line) => process.stderr.write(`${line}\n`)),
  };
  if (options.via === undefined) return exitCodeOf(await runSmoke(run));
  const { smokeOnEcs } = await import("./smoke-ecs");
  return smokeOnEcs(run);
}

/** What of an environment is proven. */
function chosenManifests(environment: string, name: string | undefined): LoadedManifest[] {
  const all = deployedManifests(environment);
  const chosen = all.filter(({ manifest }) => name === undefined || manifest.name === name);
  if (chosen.length > 0) return chosen;
  throw new ValidationError("SMOKE_NAME_UNKNOWN", {
    problem: `environment ${environment} has no such cluster or ring`,
    received: name,
    allowed: all.map(({ manifest }) => manifest.name).join(", "),
    fix: "name one of them, or leave --name out",
  });
}

/**
 * Region of an environment on AWS, whatever the machine is set to; what is deployed may be of none that
 * `configs/` still knows.
 */
function regionOf(name: string): string | undefined {
  if (!environmentNames.includes(name)) return undefined;
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
