import { join } from "node:path";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";
import { ValidationError } from "../constructs/core/errors";
import { readIfPresent, writePrivateFile } from "../secrets/files";

/**
 * Refuses a checkout that was moved: servers, their folders and Terraform's state know it by its path.
 *
 * @throws ValidationError HOST_CHECKOUT_MOVED
 */
export function requireSamePlace(paths: EnvironmentPaths): void {
  const record = join(paths.state, "project");
  const recorded = readIfPresent(record)?.trimEnd();
  if (recorded === paths.project) return;
  if (recorded === undefined) {
    writePrivateFile(record, `${paths.project}\n`);
    return;
  }
  throw new ValidationError("HOST_CHECKOUT_MOVED", {
    problem: `the servers of environment ${paths.environment} were deployed from another folder`,
    received: paths.project,
    allowed: recorded,
    fix: `move the folder back and stop them (cachefort down ${paths.environment}); or, if this is a copy, remove ${paths.directory}`,
  });
}
