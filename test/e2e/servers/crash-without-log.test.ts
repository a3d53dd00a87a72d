import { setTimeout as sleep } from "node:timers/promises";
import { Persistence } from "../../../constructs/redis/persistence";
import { until } from "../../../operate/host/until";
import { CrashingCluster } from "../../support/crashing-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const NODE_TIMEOUT_MS = 1000;
const QUIET_MS = 2 * NODE_TIMEOUT_MS + 1500;
const KEYS = 600;
/** The runner takes whoever was cut off for longer than this for old. */
const OLD_MS = 2500;
/** A replica is given time to be elected by the engine: 6 node timeouts and 5 s. */
const PATIENCE_MS = 6 * NODE_TIMEOUT_MS + 5000;

jest.setTimeout(60_000);

let cluster: TestCluster;
let nodes: CrashingCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 21520,
    props: { nodeTimeoutMs: NODE_TIMEOUT_MS, onCrash: "auto", persistence: Persistence.none() },
  });
  nodes = new CrashingCluster(cluster);
  await nodes.fill(KEYS);
  await sleep(QUIET_MS);
});
afterAll(() => cluster.close());
afterEach(() => nodes.whole());

const keysOf = async (id: string): Promise<number> => Number(await nodes.call(id, "DBSIZE"));

test("a server that dies alone is replaced before it starts again, and the shard keeps its keys", async () => {
  const keys = await keysOf("0-0");
  expect(keys).toBeGreaterThan(KEYS / 6);
  nodes.crash("0-0");
  expect(await nodes.recovered("0-0", 1)).toMatchObject({ role: "primary", choice: "promote" });
  expect(await nodes.isPrimary("0-1")).toBe(true);
  expect(await keysOf("0-1")).toBe(keys);
  expect(await until(5000, async () => (await keysOf("0-0")) === keys)).toBe(true);
});

test("one whose replica was cut off waits until the engine has elected it, and the shard keeps its keys", async () => {
  const keys = await keysOf("1-1");
  expect(keys).toBeGreaterThan(KEYS / 6);
  await nodes.configure("1-1", "masteruser", "cf-smoke-nobody");
  try {
    await nodes.call("1-1", "CLIENT", "KILL", "TYPE", "master");
    await sleep(OLD_MS);
    nodes.crash("1-0");
    expect(await until(PATIENCE_MS, () => nodes.recoveries("1-0").length === 1)).toBe(true);
  } finally {
    await nodes.configure("1-1", "masteruser", "cf-replica");
  }
  const recovery = await nodes.recovered("1-0", 1);
  expect(recovery).toMatchObject({
    role: "primary",
    choice: "promote",
    reason: "no replica was in sync",
  });
  expect(recovery.ms).toBeGreaterThan(NODE_TIMEOUT_MS);
  expect(await keysOf("1-1")).toBe(keys);
});

test("one that nobody may replace starts again at last, empty, and says why", async () => {
  await nodes.configure("2-1", "cluster-replica-no-failover", "yes");
  nodes.crash("2-0");
  expect(await until(PATIENCE_MS + 3000, () => nodes.recoveries("2-0").length === 1)).toBe(true);
  await nodes.configure("2-1", "cluster-replica-no-failover", "no");
  const recovery = await nodes.recovered("2-0", 1);
  expect(recovery).toMatchObject({
    choice: "restart",
    reason: "no replica was in sync, and none has taken over",
  });
  expect(recovery.ms).toBeGreaterThanOrEqual(PATIENCE_MS);
  expect(await nodes.isPrimary("2-0")).toBe(true);
});
