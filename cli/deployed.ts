import type { LoadedManifest } from "../clients/manifest-file";
import { findEnvironment } from "../configs";
import { type ErrorDetail, UnavailableError } from "../constructs/core/errors";
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

/** Those that a name means; all of them without one. */
export function namedManifests(
  all: readonly LoadedManifest[],
  name: string | undefined,
): LoadedManifest[] {
  return all.filter(({ manifest }) => name === undefined || manifest.name === name);
}

/** What is wrong with a name that nothing has. */
export function unknownName(
  environment: string,
  all: readonly LoadedManifest[],
  name: string | undefined,
): ErrorDetail {
  return {
    problem: `environment ${environment} has no such cluster or ring`,
    received: name,
    allowed: all.map(({ manifest }) => manifest.name).join(", "),
    fix: "name one of them, or leave --name out",
  };
}
