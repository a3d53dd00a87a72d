import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { failoverBound } from "../../../clients/redis/failover-bound";
import { startNode } from "../../../operate/host/node-launch";
import { signal, stopNode } from "../../../operate/host/node-stop";
import { isAlive } from "../../../operate/host/process-identity";
import { until } from "../../../operate/host/until";
import { CrashingCluster } from "../../support/crashing-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const NODE_TIMEOUT_MS = 2000;
const QUIET_MS = 2 * NODE_TIMEOUT_MS + 1500;
const KEYS = 1500;
/** So long that a copy of the shard's keys takes a second and more. */
const LOAD_DELAY_US = 2000;
/** So long that the replica can be slowed down before its copy begins. */
const SYNC_DELAY_S = 2;

jest.setTimeout(60_000);

let cluster: TestCluster;
let nodes: CrashingCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 21500,
    props: { nodeTimeoutMs: NODE_TIMEOUT_MS, onCrash: "auto" },
  });
  nodes = new CrashingCluster(cluster);
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
});
afterAll(() => cluster.close());
afterEach(() => nodes.whole());

test("a primary whose replica is in the middle of a copy starts again with all its keys", async () => {
  await nodes.fill(KEYS);
  const keys = await nodes.call("0-0", "DBSIZE");
  expect(keys).toBeGreaterThan(KEYS / 6);
  await nodes.configure("0-0", "repl-diskless-sync-delay", SYNC_DELAY_S);
  const replica = nodes.folder("0-1");
  await stopNode(replica, "quick");
  rmSync(replica.data("appendonlydir"), { recursive: true });
  await startNode(replica);
  const isListening = async (): Promise<boolean> => {
    try {
      return (await nodes.configure("0-1", "key-load-delay", LOAD_DELAY_US)) === "OK";
    } catch {
      return false;
    }
  };
  expect(await until(SYNC_DELAY_S * 1000, isListening)).toBe(true);
  expect(await until(10_000, () => nodes.log("0-1").includes("Loading DB in memory"))).toBe(true);
  nodes.crash("0-0");
  expect(await nodes.recovered("0-0", 1)).toMatchObject({
    choice: "restart",
    reason: "no replica was in sync",
  });
  expect(await nodes.isPrimary("0-0")).toBe(true);
  expect(await nodes.call("0-0", "DBSIZE")).toBe(keys);
});

test("one that dies while it loads its keys starts again, and keeps them", async () => {
  const keys = await nodes.call("2-0", "DBSIZE");
  nodes.crash("2-0", "2-1");
  expect(await until(5000, () => nodes.recoveries("2-0").length === 1)).toBe(true);
  expect(await until(5000, () => isAlive(nodes.server("2-0")))).toBe(true);
  nodes.crash("2-0");
  expect(await nodes.recovered("2-0", 2)).toMatchObject({ role: "primary", choice: "restart" });
  expect(await nodes.call("2-0", "DBSIZE")).toBe(keys);
});

test("a replica that may not be elected is not asked; one that may again is, whatever the primary's file says", async () => {
  const isBarred = async (): Promise<boolean> =>
    String(await nodes.call("1-0", "CLUSTER", "NODES")).includes("nofailover");
  await nodes.configure("1-1", "cluster-replica-no-failover", "yes");
  expect(await until(5000, isBarred)).toBe(true);
  nodes.crash("1-0");
  expect(await nodes.recovered("1-0", 1)).toMatchObject({
    choice: "restart",
    reason: "no replica was in sync",
  });
  await nodes.configure("1-1", "cluster-replica-no-failover", "no");
  expect(await until(5000, async () => !(await isBarred()))).toBe(true);
  // As an earlier change of anything else would have left it.
  const file = nodes.folder("1-0").data("nodes.conf");
  const lines = readFileSync(file, "utf8");
  writeFileSync(file, lines.replaceAll(" slave ", " slave,nofailover "));
  nodes.crash("1-0");
  expect(await nodes.recovered("1-0", 2)).toMatchObject({ choice: "promote" });
});

test("where the runner died first, the engine elects as before", async () => {
  const before = nodes.recoveries("2-0").length;
  const runner = nodes.runner("2-0");
  signal(runner, "SIGKILL");
  expect(await until(5000, () => !isAlive(runner))).toBe(true);
  expect(await nodes.isPrimary("2-0")).toBe(true);
  const crashedAt = nodes.crash("2-0");
  const { electedMs } = failoverBound(NODE_TIMEOUT_MS);
  expect(await until(electedMs + 500, () => nodes.isPrimary("2-1"))).toBe(true);
  expect(performance.now() - crashedAt).toBeGreaterThan(NODE_TIMEOUT_MS);
  expect(nodes.recoveries("2-0")).toHaveLength(before);
  await startNode(nodes.folder("2-0"));
});
