import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { EnvironmentConfig } from "../../../configs/schema";
import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { isRunning } from "../../../operate/host/node-launch";
import { signal } from "../../../operate/host/node-stop";
import { isAlive, startOf } from "../../../operate/host/process-identity";
import { until } from "../../../operate/host/until";
import { HostProject } from "../../support/host-project";
import { missing, writeReplicated } from "../../support/replicated-writes";

jest.setTimeout(120_000);

type Cluster = NonNullable<EnvironmentConfig["redis"]>[number];

const users: Cluster["users"] = [{ name: "api", role: "readWrite", keys: ["session:*"] }];
const carts: Cluster = { name: "carts", port: 21930, nodeTimeoutMs: 1000, users };
/** Its node timeout outlasts the beginning of a deployment: its replica must not be promoted before. */
const cache: Cluster = {
  ...carts,
  name: "cache",
  port: 21940,
  nodeTimeoutMs: 8000,
  persistence: "none",
};
const config: Omit<EnvironmentConfig, "target"> = {
  redis: [carts, cache],
  memcached: [{ name: "pages", nodes: 2, port: 21995, users: [{ name: "web" }] }],
};
const NODES = ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"];

const project = new HostProject();
beforeAll(async () => {
  await project.deploy(config);
});
afterAll(() => project.close());

/** Deploys, and expects that nothing is left to be done. */
async function heal(): Promise<string> {
  expect(await project.plan(config)).toContain("must be replaced");
  const output = await project.deploy(config);
  expect(await project.plan(config)).toContain("No changes.");
  return output;
}

/** Ends a node's processes at once. */
async function crash(name: string, ids: readonly string[]): Promise<void> {
  const processes = project.processes(name, ids);
  for (const identity of processes) signal(identity, "SIGKILL");
  expect(await until(5000, () => !processes.some(isAlive))).toBe(true);
}

/** A process that has nothing to do with the kit. */
async function stranger(uid: number): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn("sleep", ["600"], { uid, stdio: "ignore" });
  await once(child, "spawn");
  return child as ChildProcess & { readonly pid: number };
}

async function viewsOf(name: string): Promise<ReturnType<typeof parseClusterNodes>[]> {
  return Promise.all(
    NODES.map(async (id) => {
      const node = await project.connect(name, id);
      const text = (await node.call("CLUSTER", "NODES")) as string;
      node.disconnect();
      return parseClusterNodes(text);
    }),
  );
}

/** Id of the node that owns a shard's slots now. */
async function primaryOf(name: string, shard: number): Promise<string> {
  const [view = []] = await viewsOf(name);
  const { nodes } = project.redis(name).manifest;
  const owner = nodes.find(
    ({ shard: of, port }) =>
      of === shard && view.some((line) => line.port === port && line.slots.length > 0),
  );
  if (owner === undefined) throw new Error(`shard ${shard} has no primary`);
  return owner.id;
}

describe("a second deployment", () => {
  test("changes nothing", async () => {
    const before = project.pids("carts", NODES);
    expect(await project.deploy(config)).toContain("No changes.");
    expect(project.pids("carts", NODES)).toEqual(before);
  });
});

describe("a server that dies alone", () => {
  test("is started again by its runner, and the plan is empty", async () => {
    const folder = project.folder("carts", await primaryOf("carts", 1));
    const server = folder.server();
    if (server === undefined) throw new Error("it does not run");
    signal(server, "SIGKILL");
    const isBack = (): boolean => isRunning(folder) && folder.server()?.pid !== server.pid;
    expect(await until(10_000, isBack)).toBe(true);
    expect(readFileSync(folder.run("recoveries"), "utf8")).toMatch(/ choice=promote /);
    expect(await project.plan(config)).toContain("No changes.");
    expect(isAlive(server)).toBe(false);
  });
});

describe("a dead node", () => {
  test("killed: the next deployment starts it, and the plan after that is empty", async () => {
    const before = project.pids("carts", NODES);
    await crash("carts", ["1-1"]);
    await heal();
    const after = project.pids("carts", NODES);
    expect(NODES.filter((id) => after[id] !== before[id])).toEqual(["1-1"]);
  });

  test("that is a zombie counts as dead", async () => {
    const folder = project.folder("carts", "0-1");
    const [runner, server] = [folder.runnerProcess(), folder.server()];
    if (runner === undefined || server === undefined) throw new Error("0-1 does not run");
    // Its parent cannot take note of its end.
    signal(runner, "SIGSTOP");
    signal(server, "SIGKILL");
    expect(await until(5000, () => startOf(server.pid) === undefined)).toBe(true);
    expect(() => process.kill(server.pid, 0)).not.toThrow();
    await heal();
    expect(isRunning(folder)).toBe(true);
    expect(isAlive(runner)).toBe(false);
  });

  test("whose pid another process has got counts as dead, and that process is left alone", async () => {
    const folder = project.folder("carts", "2-1");
    const server = folder.server();
    await crash("carts", ["2-1"]);
    const other = await stranger(server?.uid ?? 0);
    try {
      for (const record of ["server", "runner"]) {
        writeFileSync(folder.run(record), `${other.pid} ${server?.started}\n`);
      }
      await heal();
      expect(other.exitCode ?? other.signalCode).toBeNull();
    } finally {
      other.kill("SIGKILL");
    }
  });
});

describe("the machine restarted", () => {
  test("all processes are gone: everything comes back with its data", async () => {
    const { replicated, unreplicated } = await writeReplicated(project, "carts", 100);
    for (const name of ["carts", "cache"]) await crash(name, NODES);
    await crash("pages", ["0", "1"]);
    await heal();
    expect(
      await missing(project.redis("carts"), new Map([...replicated, ...unreplicated])),
    ).toEqual([]);
    expect(Object.values(project.pids("pages", ["0", "1"]))).not.toContain(undefined);
  });
});

describe("a node's folder emptied", () => {
  const empty = (id: string): void =>
    rmSync(project.folder("carts", id).data(""), { recursive: true });

  async function expectWhole(): Promise<void> {
    for (const lines of await viewsOf("carts")) {
      expect(lines).toHaveLength(6);
      const owned = lines.flatMap(({ slots }) => slots);
      expect(owned.sort()).toEqual(["0-5460", "10922-16383", "5461-10921"].sort());
    }
  }

  test.each([
    ["a primary, before its replica took over", 0, "primary"],
    ["the promoted replica", 0, "primary"],
    ["a replica", 1, "replica"],
    ["a primary that keeps its view of the cluster and loses its log of writes", 2, "primary"],
  ])(
    "%s: no replicated write is lost, every slot is owned, there is one view",
    async (what, shard, role) => {
      const primary = await primaryOf("carts", shard);
      const other = NODES.find((id) => id.startsWith(`${shard}-`) && id !== primary) ?? "";
      const victim = role === "primary" ? primary : other;
      const { replicated, unreplicated } = await writeReplicated(project, "carts", 100);
      await crash("carts", [victim]);
      const log = project.folder("carts", victim).data("appendonlydir");
      if (what.includes("log of writes")) rmSync(log, { recursive: true });
      else empty(victim);
      await heal();
      expect(replicated.size).toBeGreaterThan(50);
      expect(await missing(project.redis("carts"), replicated)).toEqual([]);
      const gone = await missing(project.redis("carts"), unreplicated);
      process.stderr.write(`${gone.length} of ${unreplicated.size} unreplicated writes are lost\n`);
      await expectWhole();
    },
  );

  test("under a running primary: the next change hands over first, and lets it join anew", async () => {
    const victim = await primaryOf("carts", 0);
    const { replicated, unreplicated } = await writeReplicated(project, "carts", 60);
    for (const name of readdirSync(project.folder("carts", victim).data(""))) {
      rmSync(project.folder("carts", victim).data(name), { recursive: true });
    }
    await crash("pages", ["0"]);
    await crash("carts", [await primaryOf("carts", 1)]);
    expect(await heal()).toContain(`node ${victim} runs, and its files are gone`);
    expect(
      await missing(project.redis("carts"), new Map([...replicated, ...unreplicated])),
    ).toEqual([]);
    await expectWhole();
  });

  test("two replicas at once", async () => {
    const victims = await Promise.all(
      [1, 2].map(async (shard) => {
        const primary = await primaryOf("carts", shard);
        return NODES.find((id) => id.startsWith(`${shard}-`) && id !== primary) ?? "";
      }),
    );
    const { replicated } = await writeReplicated(project, "carts", 60);
    await crash("carts", victims);
    victims.forEach(empty);
    await heal();
    expect(await missing(project.redis("carts"), replicated)).toEqual([]);
    await expectWhole();
  });
});

describe("a cluster without persistence", () => {
  test("its primary comes back only after its replica was promoted: no replicated write is lost", async () => {
    const { replicated } = await writeReplicated(project, "cache", 100);
    const victim = await primaryOf("cache", 0);
    await crash("cache", [victim]);
    const output = await heal();
    expect(output).toContain("comes back without data: waiting until its replica is promoted");
    expect(replicated.size).toBeGreaterThan(50);
    expect(await missing(project.redis("cache"), replicated)).toEqual([]);
    expect(await primaryOf("cache", 0)).not.toBe(victim);
  });
});

describe("destroy", () => {
  test("ends no process that merely got a pid, and leaves no orphan", async () => {
    const folder = project.folder("pages", "1");
    const server = folder.server();
    const everyone = [
      ...project.processes("carts", NODES),
      ...project.processes("cache", NODES),
      ...project.processes("pages", ["0"]),
    ];
    await crash("pages", ["1"]);
    const other = await stranger(server?.uid ?? 0);
    try {
      for (const record of ["server", "runner"]) {
        writeFileSync(folder.run(record), `${other.pid} ${server?.started}\n`);
      }
      expect((await project.destroy()).code).toBe(0);
      expect(other.exitCode ?? other.signalCode).toBeNull();
      expect(readFileSync(folder.run("server"), "utf8")).toContain(`${other.pid} `);
    } finally {
      other.kill("SIGKILL");
    }
    expect(everyone).toHaveLength(26);
    expect(everyone.filter(isAlive)).toEqual([]);
  });
});
