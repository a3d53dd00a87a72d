import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadManifest, type LoadedManifest } from "../clients/manifest-file";
import { findEnvironment } from "../configs";
import { UnavailableError } from "../constructs/core/errors";
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
  const files = existsSync(manifests)
    ? readdirSync(manifests).filter((name) => name.endsWith(".json"))
    : [];
  if (files.length > 0) return files.map((name) => loadManifest(join(manifests, name)));
  throw new UnavailableError("ENVIRONMENT_NOT_DEPLOYED", {
    problem: `environment ${environment} is not deployed`,
    received: manifests,
    fix: `deploy it: cachefort up ${environment}`,
  });
}
