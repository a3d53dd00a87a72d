import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ValidationError } from "../constructs/core/errors";
import { EnvironmentPaths } from "../constructs/core/environment-paths";

/**
 * The folder that holds `cdktf.json`: the current one or the next above it.
 *
 * @throws ValidationError PROJECT_NOT_FOUND
 */
export function findProject(from = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "cdktf.json"))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new ValidationError("PROJECT_NOT_FOUND", {
    problem: "this folder belongs to no CDKTF project",
    received: from,
    allowed: "a folder with cdktf.json in it or above it",
    fix: "change into your project's folder",
  });
}

/** Folders of an environment of the project that the command was called in. */
export function environmentPaths(environment: string): EnvironmentPaths {
  return new EnvironmentPaths(findProject(), environment, process.getuid?.() === 0);
}

/** The environment that a command means when it names none. */
export function defaultEnvironment(): string {
  return process.env["CACHEFORT_ENV"] ?? "local";
}
