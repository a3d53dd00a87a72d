import type { LoadedManifest } from "../clients/manifest-file";
import type { TargetDriver } from "./driver";
import { AwsDriver } from "./faults/aws";
import { DockerDriver } from "./faults/docker";
import { HostDriver } from "./faults/host";

/**
 * The driver of the target that a manifest describes.
 *
 * @param region of the environment, on AWS; `undefined` for that which the AWS SDK finds
 */
export function driverFor({ manifest, directory }: LoadedManifest, region?: string): TargetDriver {
  switch (manifest.target) {
    case "host":
      return new HostDriver(directory);
    case "docker":
      return new DockerDriver();
    case "aws":
      return new AwsDriver(region === undefined ? {} : { region });
  }
}
