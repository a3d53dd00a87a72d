import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../operate/host/until";
import { CrashingCluster } from "../../support/crashing-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const NODE_TIMEOUT_MS = 2000;
/** As long as primaries do not vote for a shard again. */
const QUIET_MS = 2 * NODE_TIMEOUT_MS + 1500;
/** As long as a replica that stood in vain does not stand again. */
const RETRY_MS = 4 * NODE_TIMEOUT_MS;
const LATER_MS = 1500;

jest.setTimeout(60_000);

let cluster: TestCluster;
let nodes: CrashingCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 21530,
    props: { nodeTimeoutMs: NODE_TIMEOUT_MS, onCrash: "auto", replicasPerShard: 2 },
  });
  nodes = new CrashingCluster(cluster);
  // Replicas that run for longer than a request counts: who has started since may have stood before.
  await sleep(RETRY_MS + QUIET_MS);
});
afterAll(() => cluster.close());
afterEach(() => nodes.whole());

async function handOver(id: string): Promise<void> {
  // A primary that has not heard yet whose replica asks does not answer it.
  await nodes.whole();
  await nodes.call(id, "CLUSTER", "FAILOVER");
  expect(await until(5000, () => nodes.isPrimary(id))).toBe(true);
}

/** The newest epoch that a node has heard of, and the newest that somebody has won. */
async function epochs(id: string): Promise<{ readonly current: number; readonly won: number }> {
  const info = String(await nodes.call(id, "CLUSTER", "INFO"));
  const lines = String(await nodes.call(id, "CLUSTER", "NODES"))
    .trim()
    .split("\n");
  return {
    current: Number(/cluster_current_epoch:(\d+)/.exec(info)?.[1]),
    won: Math.max(...lines.map((line) => Number(line.split(" ")[6]))),
  };
}

/**
 * Has a replica of shard 1 stand for election so soon that the primaries do not vote. It is one that has not won
 * the votes before: a winner that is asked again too early does not stand at all.
 */
async function standInVain(): Promise<void> {
  await handOver("1-1");
  await handOver("1-0");
  await nodes.whole();
  await nodes.call("1-2", "CLUSTER", "FAILOVER", "FORCE");
  const isUnwon = async (): Promise<boolean> => {
    const { current, won } = await epochs("2-0");
    return current > won;
  };
  expect(await until(3000, isUnwon)).toBe(true);
  expect(await nodes.isPrimary("1-0")).toBe(true);
}

test("an election that another shard's replica has lost holds up nobody", async () => {
  await standInVain();
  nodes.crash("0-0");
  const recovery = await nodes.recovered("0-0", 1);
  expect(recovery).toMatchObject({ choice: "promote" });
  expect(recovery.ms).toBeLessThan(NODE_TIMEOUT_MS);
});

test("the shard whose own replica has lost it waits until that may stand again", async () => {
  await sleep(RETRY_MS);
  await standInVain();
  await sleep(LATER_MS);
  nodes.crash("1-0");
  expect(await nodes.recovered("1-0", 1)).toMatchObject({ choice: "promote" });
  const [, waits] = /waiting at most (\d+) ms/.exec(nodes.log("1-0")) ?? [];
  // From the death on, as nobody knows when it was lost; the votes that were won are older.
  expect(Number(waits)).toBeGreaterThan(RETRY_MS - LATER_MS / 3);
});
