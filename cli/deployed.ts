import type { LoadedManifest } from "../clients/manifest-file";
import { findEnvironment } from "../configs";
import { UnavailableError, ValidationError } from "../constructs/core/errors";
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

/**
 * Those that a name means; all of them without one.
 *
 * @throws ValidationError with the code
 */
export function namedManifests(
  environment: string,
  all: readonly LoadedManifest[],
  name: string | undefined,
  code: "HEALTH_NAME_UNKNOWN" | "SMOKE_NAME_UNKNOWN",
): LoadedManifest[] {
  const chosen = all.filter(({ manifest }) => name === undefined || manifest.name === name);
  if (chosen.length > 0) return chosen;
  throw new ValidationError(code, {
    problem: `environment ${environment} has no such cluster or ring`,
    received: name,
    allowed: all.map(({ manifest }) => manifest.name).join(", "),
    fix: "name one of them, or leave --name out",
  });
}
