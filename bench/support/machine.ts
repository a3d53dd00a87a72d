import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, loadavg, totalmem, type as system, release } from "node:os";
import type { BenchResult } from "./result";

const RELEASE_FILE = "/etc/os-release";

/** What the figures depend on beside the kit. */
export function describeMachine(): BenchResult["machine"] {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: osName(),
    node: process.version,
    loadBefore: Math.round((loadavg()[0] ?? NaN) * 10) / 10,
  };
}

/** The version that a program tells of itself, by its first number. */
export function versionOf(program: string, argument: string): string {
  const said = execFileSync(program, [argument], { encoding: "utf8" });
  const version = /\d+(\.\d+)+/.exec(said)?.[0];
  if (version === undefined) throw new Error(`${program} ${argument} tells no version: ${said}`);
  return version;
}

function osName(): string {
  const text = existsSync(RELEASE_FILE) ? readFileSync(RELEASE_FILE, "utf8") : "";
  return /^PRETTY_NAME="(.*)"$/m.exec(text)?.[1] ?? `${system()} ${release()}`;
}
