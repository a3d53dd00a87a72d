import { ValidationError } from "../core/errors";

/** Which server runs a cluster, and in which version. */
export class RedisEngine {
  /** Redis of a version such as `7.4.11`. */
  static redis(version: string): RedisEngine {
    return new RedisEngine("redis", version);
  }

  /** Valkey of a version such as `8.1.9`. */
  static valkey(version: string): RedisEngine {
    return new RedisEngine("valkey", version);
  }

  private constructor(
    readonly name: "redis" | "valkey",
    readonly version: string,
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
  }
}
