import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import type { EnvironmentConfig } from "../../../configs/schema";
import { isAlive } from "../../../operate/host/process-identity";
import { until } from "../../../operate/host/until";
import { HostProject } from "../../support/host-project";
import { missing, writeReplicated } from "../../support/replicated-writes";

jest.setTimeout(120_000);

type Cluster = NonNullable<EnvironmentConfig["redis"]>[number];

const users: Cluster["users"] = [{ name: "api", role: "readWrite", keys: ["session:*"] }];
const carts: Cluster = { name: "carts", port: 21960, nodeTimeoutMs: 1000, users };
const config: Omit<EnvironmentConfig, "target"> = { redis: [carts] };
const NODES = ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"];

let project: HostProject;
beforeAll(() => {
  project = new HostProject();
});
afterAll(() => project.close());

/** Pid of the reconciliation that works on this project. */
function reconciliation(): number | undefined {
  const pid = readdirSync("/proc").find((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const isKit = readFileSync(`/proc/${entry}/cmdline`, "utf8").includes("internal\0reconcile");
      return isKit && readlinkSync(`/proc/${entry}/cwd`).startsWith(project.path);
    } catch {
      // It ended between the two looks, or belongs to another user.
      return false;
    }
  });
  return pid === undefined ? undefined : Number(pid);
}

/** Deploys, and kills the reconciliation as soon as a condition holds. */
async function deployKilledWhen(
  what: Omit<EnvironmentConfig, "target">,
  condition: () => boolean,
): Promise<void> {
  const deployment = project.tryDeploy(what);
  expect(await until(60_000, condition)).toBe(true);
  const pid = reconciliation();
  if (pid === undefined) throw new Error("no reconciliation runs");
  process.kill(pid, "SIGKILL");
  expect((await deployment).code).not.toBe(0);
}

async function expectWhole(): Promise<void> {
  await project.deploy(config);
  expect(Object.values(project.pids("carts", NODES))).not.toContain(undefined);
  expect(await project.plan(config)).toContain("No changes.");
}

function listenOn(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", () => resolve(server));
  });
}

describe("a creation that fails half-way", () => {
  test("because a port is taken: the holder is named, and nothing runs", async () => {
    const server = await listenOn(21964);
    try {
      const { code, output } = await project.tryDeploy(config);
      expect(code).not.toBe(0);
      expect(output).toMatch(
        new RegExp(
          `HOST_PORT_TAKEN: node 1-1 cannot listen on 127.0.0.1:21964: \\S+ \\(pid ${process.pid}\\) does`,
        ),
      );
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(project.processes("carts", NODES).filter(isAlive)).toEqual([]);
  });

  test("because it is killed after the servers were started: destroy leaves no orphan", async () => {
    await deployKilledWhen(
      config,
      () => project.processes("carts", NODES).filter(isAlive).length > 4,
    );
    const processes = project.processes("carts", NODES);
    expect((await project.destroy()).code).toBe(0);
    expect(processes.length).toBeGreaterThan(4);
    expect(processes.filter(isAlive)).toEqual([]);
  });

  test("the next deployment completes it", async () => {
    await deployKilledWhen(
      config,
      () => project.processes("carts", NODES).filter(isAlive).length > 2,
    );
    await expectWhole();
  });
});

describe("a reconciliation that fails", () => {
  test("killed in the middle of a rolling change: the next one goes on from there", async () => {
    const { replicated } = await writeReplicated(project, "carts", 60);
    const before = project.pids("carts", NODES);
    const changed = (): string[] => {
      const after = project.pids("carts", NODES);
      return NODES.filter((id) => after[id] !== undefined && after[id] !== before[id]);
    };
    const other = { redis: [{ ...carts, maxMemoryMib: 128 }] };
    await deployKilledWhen(other, () => changed().length === 2);
    const middle = project.pids("carts", NODES);
    const done = changed();
    const output = await project.deploy(other);
    const after = project.pids("carts", NODES);
    expect(output).toContain("restarting");
    // What was restarted and came up does not restart again; the one in hand may.
    expect(after[done[0] ?? ""]).toBe(middle[done[0] ?? ""]);
    expect(await missing(project.redis("carts"), replicated)).toEqual([]);
    await expectWhole();
  });

  test("killed while a replica joins: the next one begins with that replica anew", async () => {
    const more = { redis: [{ ...carts, replicasPerShard: 2 }] };
    await deployKilledWhen(more, () => existsSync(project.folder("carts", "0-2").run("server")));
    const output = await project.deploy(more);
    expect(output).toContain("node 0-2 has joined as a replica");
    const node = await project.connect("carts", "0-0");
    expect(((await node.call("CLUSTER", "NODES")) as string).trim().split("\n")).toHaveLength(9);
    node.disconnect();
  });

  test("killed while replicas leave: the next one completes it", async () => {
    const left = ["0-2", "1-2", "2-2"];
    const processes = project.processes("carts", left);
    await deployKilledWhen(config, () => processes.filter(isAlive).length < 6);
    await expectWhole();
    expect(processes.filter(isAlive)).toEqual([]);
    expect(left.filter((id) => existsSync(project.folder("carts", id).path))).toEqual([]);
    const node = await project.connect("carts", "0-0");
    expect(((await node.call("CLUSTER", "NODES")) as string).trim().split("\n")).toHaveLength(6);
    node.disconnect();
  });
});

describe("two deployments at once", () => {
  test("never work on the same servers: one waits or is told, and the cluster is whole", async () => {
    const changed = { redis: [{ ...carts, maxMemoryMib: 128 }] };
    await project.synth(changed);
    const both = await Promise.all([
      project.terraform("apply", "-auto-approve", "-input=false"),
      project.terraform("apply", "-auto-approve", "-input=false"),
    ]);
    const failed = both.filter(({ code }) => code !== 0);
    expect(failed.length).toBeLessThan(2);
    for (const { output } of failed) expect(output).toContain("Error acquiring the state lock");
    await expectWhole();
  });
});

describe("wrong file modes", () => {
  test("a secret that others may read is refused, with what to do", async () => {
    const file = join(project.paths.secrets, "carts/users/api.password");
    chmodSync(file, 0o644);
    try {
      await expect(project.deploy(config)).rejects.toMatchObject({
        code: "SECRET_MODE",
        message: expect.stringMatching(/received: "0644" · allowed: 0600 · fix: .*chmod 0600/),
      });
      chmodSync(file, 0o600);
      chmodSync(project.paths.secrets, 0o755);
      await expect(project.deploy(config)).rejects.toMatchObject({ code: "SECRET_MODE" });
    } finally {
      chmodSync(file, 0o600);
      chmodSync(project.paths.secrets, 0o700);
    }
  });

  test("a node's folder that others may enter is closed at its next start", async () => {
    const folder = project.folder("carts", "0-1");
    await project.driver.stop(folder.path);
    for (const part of [folder.data(""), folder.conf(""), folder.run("")]) chmodSync(part, 0o755);
    await project.deploy(config);
    const modes = [folder.data(""), folder.conf(""), folder.run("")].map(
      (part) => statSync(part).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o700]);
  });

  test("a log of writes that the server may not read: its own words are shown, and it heals", async () => {
    const folder = project.folder("carts", "1-1");
    await project.driver.stop(folder.path);
    const log = folder.data("appendonlydir");
    chmodSync(log, 0);
    const failed = await project.tryDeploy(config);
    chmodSync(log, 0o700);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("REDIS_NODE_DIED");
    expect(failed.output).toMatch(/Permission denied/);
    await expectWhole();
  });
});

describe("a folder of secrets", () => {
  const kept = (): string => join(project.path, "secrets before");
  beforeEach(() =>
    cpSync(project.paths.secrets, kept(), { recursive: true, preserveTimestamps: true }),
  );
  afterEach(() => {
    rmSync(project.paths.secrets, { recursive: true });
    cpSync(kept(), project.paths.secrets, { recursive: true });
    rmSync(kept(), { recursive: true });
  });

  test("that is lost, under running servers: refused, nothing restarts; restored, all is as before", async () => {
    const before = project.pids("carts", NODES);
    rmSync(project.paths.secrets, { recursive: true });
    const { code, output } = await project.tryDeploy(config);
    expect(code).not.toBe(0);
    expect(output).toContain(
      "HOST_SECRETS_FOREIGN: node 0-0 runs with another certificate authority",
    );
    expect(project.pids("carts", NODES)).toEqual(before);
  });

  test("that is stale: a password of the operator of another day is refused", async () => {
    rmSync(join(project.paths.secrets, "carts/users/cf-operator.password"));
    const { output } = await project.tryDeploy(config);
    expect(output).toContain(
      "HOST_SECRETS_FOREIGN: node 0-0 runs with another password of cf-operator",
    );
  });

  test("of another environment is refused", async () => {
    const foreign = new HostProject("elsewhere");
    try {
      await foreign.synth({ redis: [{ ...carts, port: 21980 }] });
      rmSync(project.paths.secrets, { recursive: true });
      cpSync(foreign.paths.secrets, project.paths.secrets, { recursive: true });
      await expect(project.deploy(config)).rejects.toMatchObject({ code: "SECRET_FOREIGN" });
    } finally {
      await foreign.close();
    }
  });

  test("after all of them the cluster still stands as it was", async () => {
    await expectWhole();
  });
});

describe("with new secrets and the old data", () => {
  test("a stopped cluster comes up", async () => {
    const { replicated } = await writeReplicated(project, "carts", 60);
    expect((await project.destroy()).code).toBe(0);
    rmSync(project.paths.secrets, { recursive: true });
    await expectWhole();
    expect(await missing(project.redis("carts"), replicated)).toEqual([]);
  });
});
