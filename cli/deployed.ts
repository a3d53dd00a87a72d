import type { LoadedManifest } from "../clients/manifest-file";
import { findEnvironment } from "../configs";
import { UnavailableError } from "../constructs/core/errors";
import { readManifests } from "../operate/manifest-files";
import { environmentPaths } from "./project";

/**
 * The manifests of everything that an environment has deployed.
 *
 * @throws ValidationError ENVIRONMENT_UNKNOWN, MANIFEST_INVALID
 * @throws UnavailableError ENVIRONMENT_NOT_DEPLOYED
 */
export function deployedManifests(environment: string): LoadedManifest[] {
  findEnvironment(environment);
  const { manifests } = environmentPaths(environment);
  const deployed = readManifests(manifests);
  if (deployed.length > 0) return deployed;
  throw new UnavailableError("ENVIRONMENT_NOT_DEPLOYED", {
    problem: `environment ${environment} is not deployed`,
    received: manifests,
    fix: `deploy it: cachefort up ${environment}`,
  });
}
