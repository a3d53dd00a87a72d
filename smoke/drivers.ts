import type { LoadedManifest } from "../clients/manifest-file";
import { ValidationError } from "../constructs/core/errors";
import type { TargetDriver } from "./driver";
import { HostDriver } from "./faults/host";

/**
 * The driver of a manifest's target.
 *
 * @throws ValidationError TARGET_UNSUPPORTED
 */
export function driverFor(deployed: LoadedManifest): TargetDriver {
  const { target } = deployed.manifest;
  if (target === "host") return new HostDriver(deployed.directory);
  throw new ValidationError("TARGET_UNSUPPORTED", {
    problem: "this release has no fault driver for the target",
    received: target,
    allowed: "host",
    fix: "use a release that supports the target",
  });
}
