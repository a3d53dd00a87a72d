import type { LoadedManifest } from "../clients/manifest-file";
import { ValidationError } from "../constructs/core/errors";
import type { TargetDriver } from "./driver";
import { DockerDriver } from "./faults/docker";
import { HostDriver } from "./faults/host";

/**
 * The driver of the target that a manifest describes.
 *
 * @throws ValidationError SMOKE_TARGET_UNSUPPORTED
 */
export function driverFor({ manifest, directory }: LoadedManifest): TargetDriver {
  if (manifest.target === "host") return new HostDriver(directory);
  if (manifest.target === "docker") return new DockerDriver();
  throw new ValidationError("SMOKE_TARGET_UNSUPPORTED", {
    problem: `the harness cannot stop and start nodes of target ${manifest.target}`,
    received: manifest.target,
    allowed: "host, docker",
    fix: "check an environment of one of these targets",
  });
}
