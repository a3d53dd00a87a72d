import { loadManifest } from "../../clients/manifest-file";
import { driverFor } from "../../smoke/drivers";
import { AwsDriver } from "../../smoke/faults/aws";
import { DockerDriver } from "../../smoke/faults/docker";
import { HostDriver } from "../../smoke/faults/host";

test.each([
  ["host", HostDriver],
  ["docker", DockerDriver],
  ["aws", AwsDriver],
])("target %s has a driver of its own", (target, driver) => {
  const deployed = loadManifest(`test/fixtures/manifests/${target}-redis.json`);
  expect(driverFor(deployed)).toBeInstanceOf(driver);
});
