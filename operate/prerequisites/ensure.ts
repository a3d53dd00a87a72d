import { UnavailableError } from "../../constructs/core/errors";
import { installDebianPackages, rootPrefix } from "./apt";
import { checkPrerequisites } from "./check";
import { packagesFor, thisPlatform, type Platform } from "./platform";
import type { PrerequisiteName, PrerequisiteReport } from "./prerequisite";

/** Absolute paths of the programs that the `host` target runs. */
export interface Binaries {
  readonly redisServer: string;
  readonly redisCli: string;
  readonly memcached: string;
  readonly saslpasswd2: string;
  readonly terraform: string;
}

export interface EnsureOptions {
  /** Whether missing packages may be installed, where that needs no password. */
  readonly install: boolean;
  /** Told what is about to be installed, and what the installer says. */
  readonly log: (line: string) => void;
}

/** What `ensurePrerequisites` does to the machine. */
export interface Machine {
  readonly platform: Platform;
  check(): Promise<PrerequisiteReport>;
  /** Words before a command that make it run as root, `undefined` if that needs a password. */
  rootPrefix(): readonly string[] | undefined;
  install(
    packages: readonly string[],
    prefix: readonly string[],
    log: (line: string) => void,
  ): Promise<void>;
}

const thisMachine = (): Machine => ({
  platform: thisPlatform(),
  check: checkPrerequisites,
  rootPrefix,
  install: installDebianPackages,
});

/**
 * Makes sure that everything is there which the `host` target needs. On Debian and its derivatives
 * it installs missing packages when that is wanted and needs no password.
 *
 * @throws UnavailableError PREREQUISITES_MISSING, PREREQUISITE_INSTALL_FAILED
 */
export async function ensurePrerequisites(
  options: EnsureOptions,
  machine = thisMachine(),
): Promise<Binaries> {
  const report = await machine.check();
  if (report.isComplete) return binariesOf(report);
  const missing = report.prerequisites.filter(({ status }) => status === "missing");
  const packages = packagesToInstall(
    missing.map(({ name }) => name),
    machine.platform,
  );
  const prefix = options.install && packages.length > 0 ? machine.rootPrefix() : undefined;
  if (prefix === undefined) throw missingError(report);
  options.log(`installing with apt-get, no service is left running: ${packages.join(" ")}`);
  await machine.install(packages, prefix, options.log);
  const mended = await machine.check();
  if (mended.isComplete) return binariesOf(mended);
  throw missingError(mended);
}

function packagesToInstall(missing: readonly PrerequisiteName[], platform: Platform): string[] {
  return platform === "debian" ? packagesFor("debian", missing) : [];
}

function missingError(report: PrerequisiteReport): UnavailableError {
  const wrong = report.prerequisites.filter(({ status }) => status !== "ok");
  return new UnavailableError("PREREQUISITES_MISSING", {
    problem: `this machine lacks what servers on it need: ${wrong
      .map(({ name, path, problem }) => `${path ?? name}: ${problem}`)
      .join("; ")}`,
    fix: report.fix.join("; "),
  });
}

function binariesOf(report: PrerequisiteReport): Binaries {
  const path = (name: PrerequisiteName): string => {
    const found = report.prerequisites.find((each) => each.name === name)?.path;
    if (found === undefined) throw new Error(`a complete report without the path of ${name}`);
    return found;
  };
  return {
    redisServer: path("redis-server"),
    redisCli: path("redis-cli"),
    memcached: path("memcached"),
    saslpasswd2: path("saslpasswd2"),
    terraform: path("terraform"),
  };
}
