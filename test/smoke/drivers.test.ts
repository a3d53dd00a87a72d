import { loadManifest } from "../../clients/manifest-file";
import { driverFor } from "../../smoke/drivers";
import { AwsDriver } from "../../smoke/faults/aws";
import { DockerDriver } from "../../smoke/faults/docker";
import { HostDriver } from "../../smoke/faults/host";
import { rejection } from "../support/coded";

test.each([
  ["host", HostDriver],
  ["docker", DockerDriver],
  ["aws", AwsDriver],
])("target %s has a driver of its own", (target, driver) => {
  const deployed = loadManifest(`test/fixtures/manifests/${target}-redis.json`);
  expect(driverFor(deployed)).toBeInstanceOf(driver);
});

test.each(["kill", "stop", "pause", "resume", "start", "isRunning", "logs"] as const)(
  "on AWS nobody can %s",
  async (action) => {
    const error = await rejection(new AwsDriver()[action]("prod-sessions-0001-001"));
    expect(error.code).toBe("SMOKE_TARGET_UNSUPPORTED");
    expect(error.detail.problem).toContain("prod-sessions-0001-001");
  },
);
