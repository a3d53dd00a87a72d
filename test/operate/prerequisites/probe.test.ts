import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PrerequisiteName } from "../../../operate/prerequisites/prerequisite";
import {
  probePlainPlugin,
  probeProgram,
  PROGRAM_PROBES,
} from "../../../operate/prerequisites/probe";

const folder = mkdtempSync(join(tmpdir(), "cachefort-probe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function probe(name: PrerequisiteName) {
  const found = PROGRAM_PROBES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no probe of ${name}`);
  return found;
}

/** A build that answers as the real one was seen to: its first argument decides. */
function build(name: string, answers: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  const cases = Object.entries(answers).map(
    ([argument, text]) => `${argument}) cat <<'END'\n${text}\nEND\n;;`,
  );
  writeFileSync(path, `#!/bin/sh\ncase "$1" in\n${cases.join("\n")}\n*) exit 1 ;;\nesac\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("redis-server", () => {
  const withTls = "argument(s) must be one of the following: no, yes, optional";
  const withoutTls = "Bad directive or wrong number of arguments";

  it.each([
    ["7.0 with TLS", "Redis server v=7.0.15 sha=0", withTls, { status: "ok", version: "7.0.15" }],
    ["Valkey with TLS", "Valkey server v=8.1.1 sha=0", withTls, { status: "ok", version: "8.1.1" }],
    ["no TLS", "Redis server v=7.0.15 sha=0", withoutTls, { problem: "built without TLS" }],
    ["6.2", "Redis server v=6.2.14 sha=0", withTls, { problem: "older than 7.0" }],
    ["no version", "hello", withTls, { problem: "not telling its version" }],
  ])("is judged: %s", async (_, version, tls, verdict) => {
    const path = build("redis-server", { "--version": version, "--tls-auth-clients": tls });
    const found = await probeProgram(probe("redis-server"), () => path);
    expect(found).toMatchObject({ path, status: "unsuitable", ...verdict });
  });

  it("may be Valkey's under its own name", async () => {
    const path = build("valkey-server", {
      "--version": "Valkey server v=8.1.1",
      "--tls-auth-clients": withTls,
    });
    const find = (name: string) => (name === "valkey-server" ? path : undefined);
    expect(await probeProgram(probe("redis-server"), find)).toMatchObject({ path, status: "ok" });
  });
});

describe("memcached", () => {
  it.each([
    ["both", "-S, --enable-sasl  on\n-Z, --enable-ssl  on", "ok"],
    ["SASL alone", "-S, --enable-sasl  on", "unsuitable"],
    ["TLS alone", "-Z, --enable-ssl  on", "unsuitable"],
  ])("is judged by its help: %s", async (_, help, status) => {
    const path = build("memcached", { "--version": "memcached 1.6.18", "-h": help });
    expect(await probeProgram(probe("memcached"), () => path)).toMatchObject({ status });
  });
});

describe("terraform", () => {
  it.each([
    ["1.11.0", "ok"],
    ["2.0.0", "ok"],
    ["1.10.5", "unsuitable"],
    ["0.15.0", "unsuitable"],
  ])("%s is %s", async (version, status) => {
    const answer = `{\n  "terraform_version": "${version}"\n}`;
    const path = build("terraform", { version: answer });
    expect(await probeProgram(probe("terraform"), () => path)).toMatchObject({ status, version });
  });
});

it("tells a program that is not there", async () => {
  expect(await probeProgram(probe("saslpasswd2"), () => undefined)).toEqual({
    name: "saslpasswd2",
    status: "missing",
    problem: "not installed",
  });
});

describe("SASL PLAIN plugin", () => {
  it("is looked for in each folder", () => {
    const path = join(folder, "libplain.so");
    writeFileSync(path, "");
    const found = probePlainPlugin(["/nowhere", folder]);
    expect(found).toEqual({ name: "SASL PLAIN plugin", path, status: "ok" });
  });

  it("is missing when no folder holds it", () => {
    expect(probePlainPlugin(["/nowhere"])).toMatchObject({ status: "missing" });
  });
});
