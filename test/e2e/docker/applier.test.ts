import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StrictApplier } from "../../support/docker/applier";
import { importBusybox, removeImage } from "../../support/docker/busybox-image";
import { docker, leftBehind, removeLeftBehind } from "../../support/docker/left-behind";
import { type SampleOptions, synthSample } from "../../support/docker/sample-stack";

const PREFIX = "cfapp-applier";
const IMAGE = "cfapp-busybox:test";
const UNHEALTHY = ["/bin/sh", "-c", "echo not today; exit 1"];

beforeAll(() => importBusybox(IMAGE));
afterAll(() => removeImage(IMAGE));

let home: string;
let applier: StrictApplier;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cachefort-applier-"));
  const folder = synth();
  applier = new StrictApplier({ folder, stateFile: join(home, "state.json") });
});
afterEach(async () => {
  try {
    await applier.destroy();
    expect(leftBehind(PREFIX)).toEqual([]);
    // The image is the test's own: the stack keeps it.
    expect(docker("image", "ls", "--quiet", IMAGE)).not.toBe("");
  } finally {
    removeLeftBehind(PREFIX);
    rmSync(home, { recursive: true });
  }
});

/** Synthesizes the sample, with what differs, into the same folder again. */
function synth(options: Partial<SampleOptions> = {}): string {
  return synthSample(join(home, "out"), {
    prefix: PREFIX,
    image: IMAGE,
    data: home,
    net: "10.77.9",
    ...options,
  });
}

/** What the engine says of a container, through a template of Docker's. */
function inspect(id: string, template: string): string {
  return docker("inspect", "--format", template, `${PREFIX}-${id}`).trim();
}

function actionsOf(changes: readonly { action: string; address: string }[]): string[] {
  return changes.map(({ action, address }) => `${action} ${address}`).sort();
}

test("a stack is made as it says, and a second plan has nothing to do", async () => {
  const lines: string[] = [];
  const { outputs } = await applier.apply({ onProgress: (line) => lines.push(line) });
  expect(outputs).toEqual({
    addresses: [
      { name: `${PREFIX}-a`, address: "10.77.9.10" },
      { name: `${PREFIX}-b`, address: "10.77.9.11" },
    ],
  });
  expect(await applier.plan()).toEqual([]);
  expect(inspect("a", "{{.State.Health.Status}}")).toBe("healthy");
  expect(JSON.parse(inspect("a", "{{json .HostConfig}}")) as Record<string, unknown>).toMatchObject(
    {
      Memory: 33_554_432,
      MemorySwap: 33_554_432,
      NanoCpus: 500_000_000,
      ShmSize: 8_388_608,
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      IpcMode: "private",
      Tmpfs: { "/tmp": "size=1m,mode=1777" },
      Ulimits: [{ Name: "nofile", Soft: 256, Hard: 512 }],
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "2" } },
      Init: false,
    },
  );
  expect(JSON.parse(inspect("a", "{{json .Config}}"))).toMatchObject({
    User: "65534:65534",
    Hostname: "a",
    StopTimeout: 5,
    Env: expect.arrayContaining(["A=1", "B=2"]),
    Healthcheck: { Test: ["CMD", "/bin/true"], Interval: 200_000_000, Retries: 1 },
  });
  expect(JSON.parse(inspect("b", "{{json .NetworkSettings.Networks}}"))).toMatchObject({
    [`${PREFIX}-net`]: { IPAddress: "10.77.9.11", Aliases: expect.arrayContaining(["b"]) },
  });
  expect(JSON.parse(inspect("a", "{{json .Mounts}}"))).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ Source: home, Destination: "/config", RW: false }),
      expect.objectContaining({ Type: "volume", Name: `${PREFIX}-data`, RW: true }),
    ]),
  );
  expect(readFileSync(join(home, "gate"), "utf8")).toBe("gate\n");
  expect(lines.at(-2)).toBe("terraform_data.gate (local-exec): passed");
  expect(statSync(join(home, "state.json")).mode & 0o777).toBe(0o600);
});

test("a change of one label replaces one container, the old one before the new one", async () => {
  await applier.apply();
  const before = [inspect("a", "{{.Id}}"), inspect("b", "{{.Id}}")];
  synth({ labels: { b: "2" } });
  const since = docker("info", "--format", "{{.SystemTime}}").trim();
  const { changes } = await applier.apply();
  const until = docker("info", "--format", "{{.SystemTime}}").trim();
  expect(actionsOf(changes)).toEqual(["replace docker_container.b", "replace terraform_data.gate"]);
  const after = [inspect("a", "{{.Id}}"), inspect("b", "{{.Id}}")];
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  const events = docker(
    ...["events", "--since", since, "--until", until, "--filter", "type=container"],
    ...["--filter", "event=create", "--filter", "event=destroy"],
    ...["--format", "{{.Action}} {{.ID}}"],
  );
  const own = events
    .split("\n")
    .filter((line) => before.concat(after).some((id) => line.endsWith(id)));
  expect(own).toEqual([`destroy ${before[1]}`, `create ${after[1]}`]);
  expect(await applier.plan()).toEqual([]);
});

test("a target is rolled alone; the rest is planned as before", async () => {
  await applier.apply();
  synth({ labels: { a: "2", b: "2" } });
  const { changes } = await applier.apply({ targets: ["docker_container.a"] });
  expect(actionsOf(changes)).toEqual(["replace docker_container.a"]);
  expect([
    inspect("a", '{{index .Config.Labels "cachefort.test"}}'),
    inspect("b", '{{index .Config.Labels "cachefort.test"}}'),
  ]).toEqual(["2", "1"]);
  expect(actionsOf(await applier.plan())).toEqual([
    "replace docker_container.b",
    "replace terraform_data.gate",
  ]);
});

test("create_before_destroy of the gate would make containers before their old ones: names clash", async () => {
  const planted = {
    "resource.terraform_data.gate.lifecycle": { create_before_destroy: true },
  };
  synth({ planted });
  await applier.apply();
  const before = inspect("b", "{{.Id}}");
  synth({ planted, labels: { b: "2" } });
  await expect(applier.apply()).rejects.toThrow(/^docker_container\.b: Conflict\..*already in use/);
  expect(inspect("b", "{{.Id}}")).toBe(before);
  // What could not be replaced is what there is.
  expect(actionsOf(await applier.plan())).toContain("replace docker_container.b");
});

test("an unhealthy container fails the apply, is tainted, and is replaced by the next one", async () => {
  synth({ checks: { b: UNHEALTHY } });
  await expect(applier.apply()).rejects.toThrow(
    `docker_container.b: container ${PREFIX}-b is unhealthy; the last check: not today`,
  );
  expect(existsSync(join(home, "gate"))).toBe(false);
  const failed = inspect("b", "{{.Id}}");
  expect(await applier.plan()).toMatchObject([
    { address: "docker_container.b", action: "replace", because: ["tainted"] },
    { address: "terraform_data.gate", action: "create" },
  ]);
  synth();
  await applier.apply();
  expect(inspect("b", "{{.Id}}")).not.toBe(failed);
  expect(await applier.plan()).toEqual([]);
});

test("a container that ends before it is healthy fails the apply and stays, with its log", async () => {
  synth({ script: "echo no licence; exit 7", containers: ["a"] });
  await expect(applier.apply()).rejects.toThrow(
    `docker_container.a: container ${PREFIX}-a ended with code 7 before it was healthy`,
  );
  expect(docker("logs", `${PREFIX}-a`)).toContain("no licence");
});

test("a container that nobody waits for, and that ends at once, is removed again", async () => {
  const planted = {
    "resource.docker_container.a.wait": false,
    "resource.docker_container.a.restart": "no",
    "resource.docker_container.a.max_retry_count": 0,
  };
  synth({ script: "exit 7", containers: ["a"], planted });
  await expect(applier.apply()).rejects.toThrow(
    `docker_container.a: container ${PREFIX}-a exited immediately, with code 7; it was removed`,
  );
  expect(leftBehind(`${PREFIX}-a`)).toEqual([]);
  expect(actionsOf(await applier.plan())).toContain("create docker_container.a");
});

test("a container that comes up at the second start is waited for, as the provider does", async () => {
  const script = "test -e /data/tried || { touch /data/tried; exit 7; }; exec sleep 600";
  chmodSync(home, 0o777);
  synth({ script, containers: ["a"], checks: { a: ["/bin/test", "-e", "/data/tried"] } });
  await applier.apply();
  expect(inspect("a", "{{.RestartCount}} {{.State.Health.Status}}")).toBe("1 healthy");
});

test("an attribute that the applier does not know fails before anything is made", async () => {
  synth({
    planted: {
      "resource.docker_container.b.mounts": [{ type: "bind", target: "/x", consistency: "cached" }],
    },
  });
  await expect(applier.apply()).rejects.toThrow(
    'docker_container.b.mounts[2]: the applier knows no attribute "consistency"',
  );
  expect(leftBehind(PREFIX)).toEqual([]);
  expect(existsSync(join(home, "state.json"))).toBe(false);
  synth();
});

test("an edit of the health check alone is taken, and reaches no container", async () => {
  await applier.apply();
  const before = inspect("a", "{{.Id}} {{.Config.Healthcheck}}");
  synth({ checks: { a: ["/bin/test", "-d", "/data"] } });
  const { changes } = await applier.apply();
  expect(actionsOf(changes)).toEqual(["update docker_container.a"]);
  expect(inspect("a", "{{.Id}} {{.Config.Healthcheck}}")).toBe(before);
  expect(await applier.plan()).toEqual([]);
});

test("memory changes while the container runs", async () => {
  await applier.apply();
  const before = inspect("a", "{{.Id}}");
  synth({ memory: 48 });
  const { changes } = await applier.apply();
  expect(actionsOf(changes)).toEqual(["update docker_container.a", "update docker_container.b"]);
  expect(inspect("a", "{{.Id}} {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}")).toBe(
    `${before} 50331648 50331648`,
  );
  expect(await applier.plan()).toEqual([]);
});

test("what somebody has changed, stopped or removed is planned again", async () => {
  await applier.apply();
  docker("update", "--restart", "no", `${PREFIX}-a`);
  expect(await applier.plan()).toMatchObject([
    { address: "docker_container.a", action: "update", because: ["restart", "max_retry_count"] },
  ]);
  await applier.apply();
  expect(inspect("a", "{{.HostConfig.RestartPolicy}}")).toBe("{on-failure 3}");

  docker("stop", `${PREFIX}-a`);
  docker("rm", "--force", `${PREFIX}-b`);
  expect(actionsOf(await applier.plan())).toEqual([
    "create docker_container.a",
    "create docker_container.b",
    "replace terraform_data.gate",
  ]);
  await applier.apply();
  expect(await applier.plan()).toEqual([]);
});

test("an internal network publishes no port: the container is replaced for ever", async () => {
  const ports = [{ internal: 7000, external: 27_099, ip: "127.0.0.1", protocol: "tcp" }];
  synth({ containers: ["a"], planted: { "resource.docker_container.a.ports": ports } });
  await applier.apply();
  expect(await applier.plan()).toEqual([]);
  await applier.destroy();
  synth({
    containers: ["a"],
    planted: {
      "resource.docker_container.a.ports": ports,
      "resource.docker_network.network.internal": true,
    },
  });
  await applier.apply();
  expect(await applier.plan()).toMatchObject([
    { address: "docker_container.a", action: "replace", because: ["ports"] },
    { address: "terraform_data.gate", action: "replace" },
  ]);
});
