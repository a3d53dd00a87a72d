import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerDriver } from "../../../smoke/faults/docker";
import { HostDriver } from "../../../smoke/faults/host";
import { rejection } from "../../support/coded";

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\n";

let folder: string;
const { PATH } = process.env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-laid-"));
  mkdirSync(join(folder, "conf"));
});
afterEach(() => {
  process.env["PATH"] = PATH;
  rmSync(folder, { recursive: true });
});

/** An engine whose every answer to `inspect` is one text. */
function engine(answer: string): void {
  const program = join(folder, "docker");
  writeFileSync(program, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(program, 0o755);
  process.env["PATH"] = `${folder}:${PATH}`;
}

test.each([
  ["host", "", () => new HostDriver(folder)],
  ["docker", "/cachefort/conf/cachefort-fault.crt", () => new DockerDriver()],
])(
  "%s: a certificate lies in the folder of configuration until it is removed",
  async (_, seen, driverOf) => {
    engine(join(folder, "conf"));
    const driver = driverOf();
    const file = join(folder, "conf", "cachefort-fault.crt");
    expect(await driver.layCertificate(".", CERTIFICATE)).toBe(seen === "" ? file : seen);
    const { gid, mode, uid } = statSync(file);
    expect(mode & 0o777).toBe(0o600);
    const owner = statSync(join(folder, "conf"));
    expect([uid, gid]).toEqual([owner.uid, owner.gid]);
    await driver.removeCertificate(".");
    await driver.removeCertificate(".");
    expect(existsSync(file)).toBe(false);
  },
);

test("a container that mounts no configuration is refused", async () => {
  engine("");
  const error = await rejection(new DockerDriver().layCertificate("web", CERTIFICATE));
  expect([error.code, error.exitCode]).toEqual(["DOCKER_CONF_NOT_FOUND", 3]);
  expect(error.message).toContain("web");
});
