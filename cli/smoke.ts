import { randomInt } from "node:crypto";
import { join } from "node:path";
import { Command, Option } from "commander";
import { environmentNames, findEnvironment } from "../configs";
import { ValidationError } from "../constructs/core/errors";
import { RUN_KINDS } from "../smoke/check";
import { withRunLock } from "../smoke/journal/run-lock";
import { type Selection, selectChecks } from "../smoke/selection";
import { Reporters } from "../smoke/reporter";
import { checkListJson, checkListText } from "./check-list";
import { deployedManifests, namedManifests, unknownName } from "./deployed";
import { defaultEnvironment, environmentPaths } from "./project";
import { addReportOptions, liveReporters, reportersFor } from "./report-options";
import {
  listed,
  listedChecks,
  parseSeed,
  parseTime,
  parseTimeout,
  selectionOf,
  type SmokeOptions,
} from "./smoke-options";
import { compareMinReplicas } from "./smoke-compare";
import { CHECKS, exitCodeOf, runSmoke, type SmokeRun } from "./smoke-run";

const STREAMS = {
  write: (text: string) => void process.stdout.write(text),
  progress: (text: string) => void process.stderr.write(text),
};

/** Environments whose nodes may be killed without asking. */
const FAULTS_ALLOWED = ["local", "ci", "docker"];

/** `cachefort smoke`: proves a deployed environment. */
export function smokeCommand(): Command {
  return addReportOptions(new Command("smoke"))
    .description("prove that sharding, failover and client access work on a deployed environment")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .addOption(
      new Option("--suite <suite>", "what to prove; quick, and full with --only").choices(
        RUN_KINDS,
      ),
    )
    .option("--for <time>", "how long a soak goes on, such as 90s, 10m or 2h", parseTime)
    .option("--name <name>", "only this cluster or ring")
    .option(
      "--only <ids>",
      "only these checks, such as redis/acl or memcached/*; of any suite",
      listed,
    )
    .option("--skip <ids>", "leave these checks out", listed)
    .option("--timeout <seconds>", "the most that each check may take", parseTimeout)
    .option("--keep-going", "inject further faults into a cluster or ring that has not stood one")
    .option("--list", "print every check and what it proves, and touch nothing")
    .option("--allow-faults", "let checks stop and kill nodes of any environment")
    .addOption(
      new Option("--via <place>", "run where the nodes can be reached, as a task of ECS").choices([
        "ecs",
      ]),
    )
    .addOption(
      new Option("--compare <setting>", "run what a setting is for without and with it")
        .choices(["min-replicas"])
        .conflicts(["via", "junit"]),
    )
    .option("--seed <number>", "repeat the random choices of an earlier run", parseSeed)
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 all passed · 1 a check failed · 2 wrong usage · 3 nothing to check is running, or a report is not stored",
        "",
        "Examples:",
        "  cachefort smoke",
        "  cachefort smoke --suite standard --html smoke.html --junit smoke.xml",
        "  cachefort smoke --list",
        "  cachefort smoke --suite full --skip redis/failover-loop --keep-going",
        "  cachefort smoke --only 'redis/*-failover' --timeout 300",
        "  cachefort smoke ci --name sessions --json --seed 42",
        "  cachefort smoke --suite soak --for 10m --html soak.html",
        "  cachefort smoke --compare min-replicas",
        "  cachefort smoke prod --via ecs --suite standard --allow-faults",
      ].join("\n"),
    )
    .action(async (environment: string, options: SmokeOptions) => {
      if (options.list === true) {
        const checks = listedChecks(options);
        process.stdout.write(options.json === true ? checkListJson(checks) : checkListText(checks));
        return;
      }
      process.exitCode = await smoke(environment, options);
    });
}

/**
 * Runs a suite, here or as a task of ECS, and reports it.
 *
 * @returns the exit code
 * @throws ValidationError SMOKE_NAME_UNKNOWN, SMOKE_CHECK_UNKNOWN, SMOKE_NOTHING_CHOSEN, SMOKE_FOR_UNSUPPORTED,
 * SMOKE_NOTHING_TO_COMPARE, CONFIG_INVALID, and those of `smokeOnEcs`
 * @throws UnavailableError ENVIRONMENT_NOT_DEPLOYED, SMOKE_TARGET_UNREACHABLE, SECRET_UNREADABLE,
 * AWS_SDK_MISSING
 */
export async function smoke(environment: string, options: SmokeOptions): Promise<number> {
  const all = deployedManifests(environment);
  const deployed = namedManifests(all, options.name);
  if (deployed.length === 0) {
    throw new ValidationError("SMOKE_NAME_UNKNOWN", unknownName(environment, all, options.name));
  }
  const state = join(environmentPaths(environment).state, "smoke");
  const asked = selectionOf(options);
  const suite = options.suite === "soak" ? "soak" : asked.suite;
  if (options.for !== undefined && suite !== "soak") throw soakOnly(suite);
  const run: SmokeRun = {
    ...{ environment, suite, deployed },
    soakMs: options.for,
    checkIds: chosenIds(asked),
    timeoutMs: options.timeout,
    keepsGoing: options.keepGoing,
    place: { state, deployed: all },
    areFaultsAllowed: options.allowFaults === true || FAULTS_ALLOWED.includes(environment),
    seed: options.seed ?? randomInt(2 ** 31),
    region: regionOf(environment),
    reporters: new Reporters([...liveReporters(), ...reportersFor(options)], (line) =>
      process.stderr.write(`${line}\n`),
    ),
  };
  if (options.compare !== undefined) {
    return compareMinReplicas(run, { json: options.json === true, ...STREAMS });
  }
  if (options.via === undefined) return exitCodeOf(await runSmoke(run));
  const { smokeOnEcs } = await import("./smoke-ecs");
  return withRunLock(state, () => smokeOnEcs(run));
}

/** Ids of the checks asked for; `undefined` for the whole suite. */
function chosenIds(asked: Selection): string[] | undefined {
  if (asked.only === undefined && asked.skip === undefined) return undefined;
  return selectChecks(CHECKS, asked).map(({ id }) => id);
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

function soakOnly(suite: string): ValidationError {
  return new ValidationError("SMOKE_FOR_UNSUPPORTED", {
    problem: "only a soak goes on for a time; every other suite ends with its last check",
    received: suite,
    allowed: "--suite soak",
    fix: "leave --for out, or ask for --suite soak; --timeout bounds a check",
  });
}
