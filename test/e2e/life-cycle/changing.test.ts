import type { EnvironmentConfig } from "../../../configs/schema";
import { readHomeState } from "../../../operate/host/home-state";
import { isAlive } from "../../../operate/host/process-identity";
import { HostProject } from "../../support/host-project";
import { missing, writeReplicated } from "../../support/replicated-writes";

jest.setTimeout(120_000);

type Cluster = NonNullable<EnvironmentConfig["redis"]>[number];
type Ring = NonNullable<EnvironmentConfig["memcached"]>[number];

const users: Cluster["users"] = [{ name: "api", role: "readWrite", keys: ["session:*"] }];
const cluster: Cluster = { name: "carts", port: 21900, nodeTimeoutMs: 1000, users };
const ring: Ring = { name: "pages", nodes: 2, port: 21990, users: [{ name: "web" }] };
const PRIMARIES = ["0-0", "1-0", "2-0"];
const REPLICAS = ["0-1", "1-1", "2-1"];
const NODES = [...PRIMARIES, ...REPLICAS];

const project = new HostProject();
beforeAll(async () => {
  await project.deploy({ redis: [cluster], memcached: [ring] });
});
afterAll(() => project.close());

/** Ids of the nodes with another process than before. */
async function restartedBy(action: () => Promise<unknown>, name = "carts"): Promise<string[]> {
  const before = project.pids(name, NODES);
  await action();
  const after = project.pids(name, NODES);
  return NODES.filter((id) => after[id] !== before[id]);
}

/** Order in which a deployment said that it restarts nodes. */
function restartsIn(output: string): string[] {
  return [...output.matchAll(/restarting (\S+):/g)].map(([, id = ""]) => id);
}

describe("a setting changed", () => {
  test("restarts every node of its cluster, replicas first, primaries after a hand-over, and loses nothing", async () => {
    const written = await writeReplicated(project, "carts", 300);
    const ringBefore = project.pids("pages", ["0", "1"]);
    let output = "";
    const restarted = await restartedBy(async () => {
      output = await project.deploy({
        redis: [{ ...cluster, maxMemoryMib: 128 }],
        memcached: [ring],
      });
    });
    expect(restarted).toEqual(NODES);
    expect(restartsIn(output)).toEqual([...REPLICAS, ...PRIMARIES]);
    expect(output.match(/has taken over from/g)).toHaveLength(3);
    expect(project.pids("pages", ["0", "1"])).toEqual(ringBefore);
    const { replicated, unreplicated } = written;
    expect(
      await missing(project.redis("carts"), new Map([...replicated, ...unreplicated])),
    ).toEqual([]);
    expect(replicated.size).toBeGreaterThan(250);
  });

  test("asks no shard to hand over within 4 × node timeout of an election: the change waits", async () => {
    const heir = await project.connect("carts", "0-0");
    await heir.call("CLUSTER", "FAILOVER");
    heir.disconnect();
    const output = await project.deploy({ redis: [cluster], memcached: [ring] });
    expect(output).toMatch(/waiting \d\.\d s: the last election of shard 0 is recent/);
    expect(Object.values(readHomeState(project.paths.home("carts")).owners)).toHaveLength(3);
  });

  test("of a ring restarts its nodes one at a time", async () => {
    const before = project.pids("pages", ["0", "1"]);
    const output = await project.deploy({
      redis: [cluster],
      memcached: [{ ...ring, memoryMib: 80 }],
    });
    const after = project.pids("pages", ["0", "1"]);
    expect(restartsIn(output)).toEqual(["0", "1"]);
    expect([after["0"] !== before["0"], after["1"] !== before["1"]]).toEqual([true, true]);
    await project.deploy({ redis: [cluster], memcached: [ring] });
  });

  test("of the port moves every node to its new one", async () => {
    const { replicated } = await writeReplicated(project, "carts", 60);
    await project.deploy({ redis: [{ ...cluster, port: 21920 }], memcached: [ring] });
    expect(await missing(project.redis("carts"), replicated)).toEqual([]);
    await project.deploy({ redis: [cluster], memcached: [ring] });
  });
});

describe("a command that was used and is disabled now", () => {
  const lax: Cluster = {
    ...cluster,
    users: [
      ...(users ?? []),
      { name: "admin", role: "custom", keys: ["*"], commands: ["+flushall", "+set", "+get"] },
    ],
    renamedCommands: { disabled: ["KEYS"], renamed: ["BGREWRITEAOF"] },
  };
  const strict: Cluster = {
    ...lax,
    renamedCommands: { disabled: ["KEYS", "FLUSHALL"], renamed: ["BGREWRITEAOF"] },
  };

  test("stops no node from starting: append-only files are written anew first", async () => {
    await project.deploy({ redis: [lax], memcached: [ring] });
    for (const id of NODES) {
      const node = await project.connect("carts", id, "admin");
      const [role] = await (await project.connect("carts", id)).role();
      if (role === "master") expect(await node.flushall()).toBe("OK");
      node.disconnect();
    }
    const output = await project.deploy({ redis: [strict], memcached: [ring] });
    expect(output).toContain("disabling FLUSHALL: writing every append-only file anew");
    const node = await project.connect("carts", "0-0", "admin");
    await expect(node.flushall()).rejects.toThrow(/unknown command/);
    node.disconnect();
  });

  test("the same when every node is down at that moment", async () => {
    await project.deploy({ redis: [lax], memcached: [ring] });
    for (const id of NODES) {
      const node = await project.connect("carts", id, "admin");
      await node.flushall().catch((error: Error) => expect(error.message).toMatch(/READONLY/));
      node.disconnect();
    }
    for (const id of NODES) await project.driver.stop(project.ref("carts", id));
    await project.deploy({ redis: [strict], memcached: [ring] });
    await project.deploy({ redis: [cluster], memcached: [ring] });
  });
});

describe("replicas", () => {
  const more = { ...cluster, replicasPerShard: 2 };
  const ADDED = ["0-2", "1-2", "2-2"];

  test("added: they join, and nobody else restarts", async () => {
    const { replicated } = await writeReplicated(project, "carts", 60);
    const restarted = await restartedBy(() => project.deploy({ redis: [more], memcached: [ring] }));
    expect(restarted).toEqual([]);
    expect(Object.values(project.pids("carts", ADDED))).not.toContain(undefined);
    const node = await project.connect("carts", "0-2");
    const replication = await node.info("replication");
    node.disconnect();
    expect(replication).toMatch(/role:slave/);
    expect(replication).toMatch(/master_link_status:up/);
    expect(await missing(project.redis("carts"), replicated)).toEqual([]);
    expect(await project.plan({ redis: [more], memcached: [ring] })).toContain("No changes.");
  });

  test("removed, one of them the primary of its shard: it hands over, everybody forgets it, no process stays", async () => {
    const { replicated } = await writeReplicated(project, "carts", 60);
    const heir = await project.connect("carts", "1-2");
    await heir.call("CLUSTER", "FAILOVER");
    heir.disconnect();
    const processes = project.processes("carts", ADDED);
    await project.deploy({ redis: [cluster], memcached: [ring] });
    expect(processes).toHaveLength(6);
    expect(processes.filter(isAlive)).toEqual([]);
    expect(await missing(project.redis("carts"), replicated)).toEqual([]);
    const node = await project.connect("carts", "0-0");
    expect(((await node.call("CLUSTER", "NODES")) as string).trim().split("\n")).toHaveLength(6);
    node.disconnect();
    expect(await project.plan({ redis: [cluster], memcached: [ring] })).toContain("No changes.");
  });

  test("added again at once: they come back under ids that nobody has banned", async () => {
    await project.deploy({ redis: [more], memcached: [ring] });
    expect(readHomeState(project.paths.home("carts")).incarnations).toEqual({
      "0-2": 1,
      "1-2": 1,
      "2-2": 1,
    });
    await project.deploy({ redis: [cluster], memcached: [ring] });
  });
});

describe("shards", () => {
  test.each([4, 5])("%i instead of 3: refused, nothing restarts, no orphan", async (shards) => {
    const restarted = await restartedBy(async () => {
      const result = await project.tryDeploy({
        redis: [{ ...cluster, shards }],
        memcached: [ring],
      });
      expect(result.code).not.toBe(0);
      expect(result.output).toContain("REDIS_TOPOLOGY_CHANGED");
    });
    expect(restarted).toEqual([]);
    expect(project.pids("carts", ["3-0", "3-1"])).toEqual({ "3-0": undefined, "3-1": undefined });
    await project.deploy({ redis: [cluster], memcached: [ring] });
    expect(await project.plan({ redis: [cluster], memcached: [ring] })).toContain("No changes.");
  });
});

describe("a ring", () => {
  test("grows and shrinks; the nodes that stay keep running, and no process is left", async () => {
    const before = project.pids("pages", ["0", "1"]);
    await project.deploy({ redis: [cluster], memcached: [{ ...ring, nodes: 3 }] });
    expect(project.pids("pages", ["0", "1"])).toEqual(before);
    const processes = project.processes("pages", ["2"]);
    expect(processes.filter(isAlive)).toHaveLength(2);
    await project.deploy({ redis: [cluster], memcached: [ring] });
    expect(project.pids("pages", ["0", "1"])).toEqual(before);
    expect(processes.filter(isAlive)).toEqual([]);
  });
});

describe("renamed", () => {
  test("constructs: nothing is planned, nothing restarts", async () => {
    const restarted = await restartedBy(async () => {
      const output = await project.deploy({ redis: [cluster], memcached: [ring] }, "other-");
      expect(output).toContain("No changes.");
    });
    expect(restarted).toEqual([]);
  });
});

describe("a cluster or ring that leaves the configuration", () => {
  test("is stopped, and its data stays", async () => {
    const processes = [...project.processes("carts", NODES), ...project.processes("pages", ["0"])];
    await project.deploy({});
    expect(processes).toHaveLength(14);
    expect(processes.filter(isAlive)).toEqual([]);
    await project.deploy({ redis: [cluster] });
    expect(Object.values(project.pids("carts", NODES))).not.toContain(undefined);
  });

  test("and gives its ports to another at the same time: that one is told who holds them", async () => {
    const baskets = { ...cluster, name: "baskets" };
    const result = await project.tryDeploy({ redis: [baskets] });
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(
      /HOST_PORT_TAKEN: .*redis-server \(pid \d+, node carts\/0-0\) does/,
    );
    expect(Object.values(project.pids("carts", NODES))).not.toContain(undefined);
    await project.deploy({});
    await project.deploy({ redis: [baskets] });
    expect(Object.values(project.pids("baskets", NODES))).not.toContain(undefined);
  });
});
