import { reportOf } from "../../../operate/prerequisites/check";
import { ensurePrerequisites, type Machine } from "../../../operate/prerequisites/ensure";
import type { Platform } from "../../../operate/prerequisites/platform";
import {
  PREREQUISITES,
  type Prerequisite,
  type PrerequisiteName,
} from "../../../operate/prerequisites/prerequisite";

type Rest = Readonly<Partial<Record<PrerequisiteName, Prerequisite["status"]>>>;

function found(rest: Rest = {}): Prerequisite[] {
  return PREREQUISITES.map((name) => {
    const status = rest[name] ?? "ok";
    if (status === "missing") return { name, status, problem: "not installed" };
    const path = `/usr/bin/${name}`;
    return { name, status, path, ...(status === "ok" ? {} : { problem: "built without TLS" }) };
  });
}

/** A machine on which each installation leads to the next state. */
class Bench implements Machine {
  readonly installed: { packages: readonly string[]; prefix: readonly string[] }[] = [];

  constructor(
    readonly platform: Platform,
    private readonly states: readonly Rest[],
    private readonly prefix?: readonly string[],
  ) {}

  check() {
    const state = this.states[Math.min(this.installed.length, this.states.length - 1)];
    return Promise.resolve(reportOf(found(state), this.platform));
  }

  rootPrefix() {
    return this.prefix;
  }

  install(packages: readonly string[], prefix: readonly string[]) {
    this.installed.push({ packages, prefix });
    return Promise.resolve();
  }
}

function ensure(machine: Machine, install = true, log: (line: string) => void = () => undefined) {
  return ensurePrerequisites({ install, log }, machine);
}

it("gives absolute paths and installs nothing when all is there", async () => {
  const machine = new Bench("debian", [{}], []);
  expect(await ensure(machine)).toEqual({
    redisServer: "/usr/bin/redis-server",
    redisCli: "/usr/bin/redis-cli",
    memcached: "/usr/bin/memcached",
    saslpasswd2: "/usr/bin/saslpasswd2",
    terraform: "/usr/bin/terraform",
  });
  expect(machine.installed).toEqual([]);
});

it("installs what is missing on Debian, and says so first", async () => {
  const machine = new Bench("debian", [{ memcached: "missing" }, {}], ["sudo", "-n"]);
  const said: string[] = [];
  await ensure(machine, true, (line) => {
    expect(machine.installed).toEqual([]);
    said.push(line);
  });
  expect(machine.installed).toEqual([{ packages: ["memcached"], prefix: ["sudo", "-n"] }]);
  expect(said).toEqual(["installing with apt-get, no service is left running: memcached"]);
});

const missing: Rest = { memcached: "missing" };

it.each([
  ["it was told not to", new Bench("debian", [missing], []), false],
  ["root needs a password", new Bench("debian", [missing]), true],
  ["the platform is another", new Bench("fedora", [missing], []), true],
])("installs nothing when %s", async (_, machine, install) => {
  await expect(ensure(machine, install)).rejects.toMatchObject({
    code: "PREREQUISITES_MISSING",
    exitCode: 3,
  });
  expect(machine.installed).toEqual([]);
});

it("says every problem at once, and what mends each", async () => {
  const state: Rest = { memcached: "missing", "redis-server": "unsuitable", terraform: "missing" };
  await expect(ensure(new Bench("macos", [state]))).rejects.toMatchObject({
    detail: {
      problem:
        "this machine lacks what servers on it need: /usr/bin/redis-server: built without TLS; " +
        "memcached: not installed; terraform: not installed",
      fix:
        "brew install memcached; " +
        "install Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install; " +
        "replace /usr/bin/redis-server: it is built without TLS",
    },
  });
});

it("installs nothing for what apt-get cannot mend", async () => {
  const machine = new Bench("debian", [{ "redis-server": "unsuitable", terraform: "missing" }], []);
  await expect(ensure(machine)).rejects.toMatchObject({ code: "PREREQUISITES_MISSING" });
  expect(machine.installed).toEqual([]);
});

it("fails when something is still missing afterwards", async () => {
  const machine = new Bench("debian", [missing, missing], []);
  await expect(ensure(machine)).rejects.toMatchObject({ code: "PREREQUISITES_MISSING" });
  expect(machine.installed).toHaveLength(1);
});
