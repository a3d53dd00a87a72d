import { ValidationError } from "../core/errors";
import { unpatchedWarning } from "../core/unpatched-warning";
import { type EngineName, shortcomingOf } from "./engine-floors";

/** Who answers for an engine's defects. */
export interface EngineOptions {
  /**
   * `distribution`: an installed package that gets the fixes without a new number, as those of Debian
   * do. Its version is not judged; a synth warns where it is below the floor of its line.
   *
   * @default - the engine's authors: a version with known defects is refused
   */
  readonly patchedBy?: "distribution";
}

/**
 * Which server runs a cluster, and in which version. A version with a patch is judged at once. A line
 * such as `8.1` is what a service offers that chooses the patch itself; where servers run it is refused,
 * as `requireSafeEngine` says.
 */
export class RedisEngine {
  /**
   * Redis of a version such as `7.4.11`, or of a line such as `7.1`.
   *
   * @throws ValidationError REDIS_ENGINE_VERSION, REDIS_ENGINE_TOO_OLD, REDIS_ENGINE_BELOW_FLOOR,
   * REDIS_ENGINE_NOT_OFFERED
   */
  static redis(version: string, options: EngineOptions = {}): RedisEngine {
    return new RedisEngine("redis", version, options.patchedBy);
  }

  /**
   * Valkey of a version such as `8.1.10`, or of a line such as `8.1`.
   *
   * @throws ValidationError as `redis` does
   */
  static valkey(version: string, options: EngineOptions = {}): RedisEngine {
    return new RedisEngine("valkey", version, options.patchedBy);
  }

  private constructor(
    readonly name: EngineName,
    readonly version: string,
    readonly patchedBy: "distribution" | undefined,
  ) {
    if (!/^\d+\.\d+(\.\d+)?$/.test(version)) {
      throw new ValidationError("REDIS_ENGINE_VERSION", {
        problem: `the version of ${name} is not a version`,
        received: version,
        allowed: "major.minor or major.minor.patch, such as 7.4.11",
        fix: "give the version as the engine itself prints it",
      });
    }
    if (Number(version.split(".")[0]) < 7) {
      throw new ValidationError("REDIS_ENGINE_TOO_OLD", {
        problem: `${name} ${version} lacks the ACL selectors and multi-part AOF that the kit relies on`,
        received: version,
        allowed: "7.0 or newer",
        fix: "install a newer engine",
      });
    }
    if (hasPatch(version)) requireSafeEngine(this);
  }
}

/** What a synth says of an engine whose number alone does not tell whether it is safe. */
export function engineWarning({
  name,
  version,
}: Pick<RedisEngine, "name" | "version">): string | undefined {
  const shortcoming = shortcomingOf(name, version);
  if (shortcoming === undefined) return undefined;
  const { floor } = shortcoming.kind === "below floor" ? shortcoming.floor : shortcoming.instead;
  return unpatchedWarning(name, version, floor);
}

/**
 * Refuses an engine with known defects; a line counts as its first release.
 *
 * @throws ValidationError REDIS_ENGINE_BELOW_FLOOR, REDIS_ENGINE_NOT_OFFERED
 */
export function requireSafeEngine({
  name,
  version,
  patchedBy,
}: Pick<RedisEngine, "name" | "version" | "patchedBy">): void {
  if (patchedBy !== undefined) return;
  const shortcoming = shortcomingOf(name, version);
  if (shortcoming === undefined) return;
  if (shortcoming.kind === "below floor") {
    const { line, floor, reason } = shortcoming.floor;
    throw new ValidationError("REDIS_ENGINE_BELOW_FLOOR", {
      problem: `${name} ${version} has a known defect; ${reason}`,
      received: version,
      allowed: `of the line ${line}: ${floor} or later`,
      fix: `use ${name} ${floor}; ${PATCHED}`,
    });
  }
  const { floor, line } = shortcoming.instead;
  throw new ValidationError("REDIS_ENGINE_NOT_OFFERED", {
    problem: `${name} ${version} is of no line that its authors still fix`,
    received: version,
    allowed: `the next line with fixes is ${line}: ${floor} or later`,
    fix: `use ${name} ${floor}; ${PATCHED}`,
  });
}

function hasPatch(version: string): boolean {
  return version.split(".").length === 3;
}

const PATCHED = 'for a package that its distribution patches, add { patchedBy: "distribution" }';
