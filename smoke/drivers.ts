import type { LoadedManifest } from "../clients/manifest-file";
import type { TargetDriver } from "./driver";
import { AwsDriver } from "./faults/aws";
import { DockerDriver } from "./faults/docker";
import { HostDriver } from "./faults/host";

/** The driver of the target that a manifest describes. */
export function driverFor({ manifest, directory }: LoadedManifest): TargetDriver {
  switch (manifest.target) {
    case "host":
      return new HostDriver(directory);
    case "docker":
      return new DockerDriver();
    case "aws":
      return new AwsDriver();
  }
}
