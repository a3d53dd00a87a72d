import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../operate/host/until";
import { CrashingCluster } from "../crashing-cluster";
import { readsOfReplicas } from "../redis-moves";
import type { TestCluster } from "../redis-server";
import { CountedCalls } from "./counted-calls";
import type { ConnectPreset, PresetClient } from "./preset-client";
import { keyOfShard } from "./shard-keys";
import { replicaOf } from "./shard-roles";

const ROUNDS = 20;
const REPLICATED_MS = "5000";
/** Gossip reaches everybody in much less. */
const KNOWN_MS = 10_000;
/** Longer than until its death is known to all: suspicion, and the next look at the slots. */
const AFTER_CRASH_MS = 4000;

/** Where reads go, and that they go on. */
export function replicaContract(connect: ConnectPreset, current: () => TestCluster): void {
  let key: string;
  beforeAll(async () => {
    key = keyOfShard(current(), 1, "replica");
    const api = await connect(current().deployed, "api");
    await api.call("SET", key, "read-me");
    api.close();
    const primary = await current().operator("1-0");
    await primary.call("WAIT", "1", REPLICATED_MS);
    primary.disconnect();
    const isKnown = (): Promise<boolean> => everyoneNamesReplicas(current());
    expect(await until(KNOWN_MS, isKnown)).toBe(true);
  });

  async function readsBy(client: PresetClient): Promise<number> {
    const before = await readsOfReplicas(current());
    for (let round = 0; round < ROUNDS; round++) {
      expect(await client.call("GET", key)).toBe("read-me");
    }
    return (await readsOfReplicas(current())) - before;
  }

  test("are not asked unless that is asked for", async () => {
    const client = await connect(current().deployed, "report");
    try {
      expect(await readsBy(client)).toBe(0);
    } finally {
      client.close();
    }
  });

  test("answer a readOnly user's reads, beside the primary", async () => {
    const client = await connect(current().deployed, "report", { readFrom: "all" });
    try {
      const reads = await readsBy(client);
      expect(reads).toBeGreaterThan(0);
      expect(reads).toBeLessThan(ROUNDS);
    } finally {
      client.close();
    }
  });

  test("may die: reads go on", async () => {
    const client = await connect(current().deployed, "report", { readFrom: "all" });
    const crashing = new CrashingCluster(current());
    const id = await replicaOf(crashing, 1);
    try {
      await readsBy(client);
      const calls = new CountedCalls(client, 20, () => ["GET", key]);
      await sleep(200);
      await current().driver.kill(id);
      await sleep(AFTER_CRASH_MS);
      const tally = await calls.stop();
      expect(tally).toMatchObject({ unknown: 0, notExecuted: 0, failed: [] });
      expect(tally.acknowledged.length).toBeGreaterThan(AFTER_CRASH_MS / 20 / 2);
    } finally {
      client.close();
      await current().driver.start(id);
      await crashing.whole();
    }
  });
}

/** `CLUSTER SLOTS` names a replica once the node has heard that it has data (`isReplicaAvailable`, Redis 7.0). */
async function everyoneNamesReplicas(cluster: TestCluster): Promise<boolean> {
  for (const { id } of cluster.model.nodes) {
    const node = await cluster.operator(id);
    try {
      const ranges = (await node.call("CLUSTER", "SLOTS")) as readonly (readonly unknown[])[];
      // First and last slot, the primary, and its replica.
      if (ranges.some((range) => range.length < 4)) return false;
    } finally {
      node.disconnect();
    }
  }
  return true;
}
