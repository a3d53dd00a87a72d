import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { UnavailableError } from "../../constructs/core/errors";
import type { MemcachedBuild } from "../../constructs/memcached/model";
import { RedisEngine } from "../../constructs/redis/engine";
import { findProgram, requireProgram } from "./programs";

/**
 * The Redis or Valkey of this machine; Redis where both are installed.
 *
 * @throws UnavailableError HOST_PROGRAM_MISSING, HOST_VERSION_UNREADABLE
 */
export function installedRedis(): RedisEngine {
  const hasRedis = findProgram("redis-server") !== undefined;
  if (!hasRedis && findProgram("valkey-server") !== undefined) {
    const version = versionOf("valkey-server", /v=(\d+\.\d+\.\d+)/);
    return RedisEngine.valkey(version, { patchedBy: "distribution" });
  }
  const version = versionOf("redis-server", /v=(\d+\.\d+\.\d+)/);
  return RedisEngine.redis(version, { patchedBy: "distribution" });
}

/**
 * The memcached of this machine. Whether it has a password database is told by nothing but its
 * program text.
 *
 * @throws UnavailableError HOST_PROGRAM_MISSING, HOST_VERSION_UNREADABLE
 */
export function installedMemcached(): MemcachedBuild {
  return {
    version: versionOf("memcached", /memcached (\d+\.\d+\.\d+)/),
    passwordDatabase: readFileSync(requireProgram("memcached")).includes("MEMCACHED_SASL_PWDB"),
  };
}

function versionOf(program: string, pattern: RegExp): string {
  const output = execFileSync(requireProgram(program), ["--version"], { encoding: "utf8" });
  const version = pattern.exec(output)?.[1];
  if (version !== undefined) return version;
  throw new UnavailableError("HOST_VERSION_UNREADABLE", {
    problem: `${program} --version names no version`,
    received: output.trim(),
    fix: "install the program from your distribution's packages",
  });
}
