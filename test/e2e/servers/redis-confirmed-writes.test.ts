import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "ioredis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { slotOf } from "../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { until } from "../../../operate/host/until";
import {
  type FaultNode,
  type LiveShard,
  liveShards,
  shardOfSlot,
} from "../../../smoke/checks/redis/live-shards";
import type { WriteAttempt } from "../../../smoke/workload/attempt";
import { writeConfirmed } from "../../../smoke/workload/confirmed-write";
import { WriteLoad } from "../../../smoke/workload/write-load";
import { expectNoKeys } from "../../support/redis-check";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21000;
const TIMEOUT_MS = 200;
const PAUSED_MS = 700;
const CONFIRMATION = { replicas: 1, timeoutMs: TIMEOUT_MS, commandMs: 5000, retryDelayMs: 100 };

let cluster: TestCluster;
let shardOf: (slot: number) => number;
let shards: readonly LiveShard[];
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 2000 } });
  await look();
});
afterAll(() => cluster.close());

/** Finds out which node has which role now. */
async function look(): Promise<void> {
  const node = await cluster.operator("0-0");
  try {
    const lines = parseClusterNodes(String(await node.call("CLUSTER", "NODES")));
    const nodes = cluster.deployed.manifest.nodes as readonly FaultNode[];
    shards = liveShards(lines, nodes);
    shardOf = shardOfSlot(lines);
  } finally {
    node.disconnect();
  }
}

function shardOfKey({ key }: Pick<WriteAttempt, "key">): number {
  return shardOf(slotOf(key));
}

function firstShard(): LiveShard {
  const [shard] = shards;
  if (shard === undefined) throw new Error("there is no shard");
  return shard;
}

async function withReplicaPaused(work: () => Promise<void>): Promise<void> {
  const refs = firstShard().replicas.map(({ ref }) => ref);
  for (const ref of refs) await cluster.driver.pause(ref);
  try {
    await work();
  } finally {
    for (const ref of refs) await cluster.driver.resume(ref);
  }
}

async function withClient(work: (client: Cluster) => Promise<void>): Promise<void> {
  const client = await connectRedis(cluster.deployed, SMOKE_USER);
  try {
    await work(client);
  } finally {
    client.disconnect();
  }
}

/** A key of the first shard. */
function keyOfFirst(name: string): string {
  for (let number = 0; ; number++) {
    const key = `cf-smoke:${name}:${number}`;
    if (shardOf(slotOf(key)) === 0) return key;
  }
}

describe("a load that has its writes confirmed", () => {
  test("asks on the writing connection: a paused replica confirms nothing, and everything else is confirmed", async () => {
    const load = await WriteLoad.start({
      deployed: cluster.deployed,
      runId: "confirmed",
      shardOfSlot: shardOf,
      shardUnderTest: 0,
      ttlSeconds: 60,
      maxMs: 20_000,
      signal: new AbortController().signal,
      clients: 1,
      confirming: { clients: 2, replicas: 1, timeoutMs: TIMEOUT_MS },
    });
    await sleep(500);
    let paused = { from: 0, to: 0 };
    await withReplicaPaused(async () => {
      const from = performance.now();
      await sleep(PAUSED_MS);
      paused = { from, to: performance.now() };
    });
    await sleep(500);
    const attempts = await load.stop();
    await withClient(async (client) => {
      for (const { key } of attempts) await client.del(key);
    });

    const byClient = (client: number): WriteAttempt[] =>
      attempts.filter(({ key }) => key.split(":")[2] === `w${client}`);
    expect(byClient(0).length).toBeGreaterThan(20);
    expect(byClient(0).map(({ confirmedBy }) => confirmedBy)).toEqual(
      byClient(0).map(() => undefined),
    );
    const confirming = [...byClient(1), ...byClient(2)];
    expect(new Set(attempts.map(({ outcome }) => outcome))).toEqual(new Set(["acknowledged"]));
    const within = confirming.filter(
      (one) => shardOfKey(one) === 0 && paused.from < one.startedAt && one.endedAt < paused.to,
    );
    expect(within.length).toBeGreaterThan(2);
    expect(new Set(within.map(({ confirmedBy }) => confirmedBy))).toEqual(new Set([0]));
    for (const one of within) {
      expect(one.endedAt - one.startedAt).toBeGreaterThanOrEqual(TIMEOUT_MS - 5);
    }
    const outside = confirming.filter(
      ({ startedAt, endedAt }) => endedAt < paused.from || paused.to < startedAt,
    );
    const elsewhere = confirming.filter((one) => shardOfKey(one) !== 0);
    expect(outside.length).toBeGreaterThan(40);
    expect(elsewhere.length).toBeGreaterThan(10);
    expect(new Set([...outside, ...elsewhere].map(({ confirmedBy }) => confirmedBy))).toEqual(
      new Set([1]),
    );
    await expectNoKeys(cluster);
  });
});

describe("a confirmed write", () => {
  const { signal } = new AbortController();
  const write = (client: Cluster, key: string): Promise<number> =>
    writeConfirmed(client, { key, value: "value", ttlSeconds: 60 }, CONFIRMATION, signal);

  test("asked for on another connection would be confirmed by a replica that is paused", async () => {
    const key = keyOfFirst("other");
    // The question that a pool of connections may ask: this one has written nothing since.
    const other = await cluster.operator(firstShard().primary.id);
    try {
      // The replica acknowledges whatever was written before this connection came.
      expect(await other.call("WAIT", 1, 1000)).toBe(1);
      await withReplicaPaused(() =>
        withClient(async (writer) => {
          expect(await write(writer, key)).toBe(0);
          expect(await other.call("WAIT", 1, TIMEOUT_MS)).toBe(1);
          await writer.del(key);
        }),
      );
    } finally {
      other.disconnect();
    }
    await expectNoKeys(cluster);
  });

  test("follows its slot to the node that has taken over", async () => {
    const key = keyOfFirst("moved");
    await withClient(async (client) => {
      expect(await write(client, key)).toBe(1);
      const [replica] = firstShard().replicas;
      const node = await cluster.operator(replica?.id ?? "");
      try {
        await node.call("CLUSTER", "FAILOVER");
        await until(5000, async () => String(await node.call("ROLE")).startsWith("master"));
      } finally {
        node.disconnect();
      }
      expect(await write(client, key)).toBeGreaterThanOrEqual(0);
      await until(10_000, async () => (await write(client, key)) === 1);
      expect(await write(client, key)).toBe(1);
      await client.del(key);
    });
    await look();
    await expectNoKeys(cluster);
  });

  test("that is refused tells the server's own reason", async () => {
    await withClient(async (client) => {
      const elsewhere = writeConfirmed(
        client,
        { key: "session:not-mine", value: "value", ttlSeconds: 60 },
        CONFIRMATION,
        signal,
      );
      await expect(elsewhere).rejects.toThrow(/^NOPERM/);
    });
  });
});
