import type Redis from "ioredis";
import { connectNode } from "../../../clients/redis/node-connection";
import { leastMemoryMib } from "../../../constructs/redis/memory";
import { installedRedis } from "../../../operate/host/installed";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const MIB = 1024 * 1024;
const VALUE_BYTES = 1024;
const least = leastMemoryMib({ engine: installedRedis(), shards: 3, replicasPerShard: 1 });

/** A cluster that evicts nothing, with another limit in the nodes' configuration than in the model. */
function startCluster(port: number, maxMemoryMib: number): Promise<TestCluster> {
  return startTestCluster({
    port,
    props: { maxMemoryMib: least, eviction: "noeviction" },
    files: (good) => ({
      ...good,
      "redis.conf": (good["redis.conf"] ?? "").replace(
        `maxmemory ${least}mb`,
        `maxmemory ${maxMemoryMib}mb`,
      ),
    }),
  });
}

async function connectApi(cluster: TestCluster): Promise<Redis> {
  const node = cluster.model.nodes.find(({ id }) => id === "0-0");
  if (node === undefined) throw new Error("there is no node 0-0");
  return connectNode({
    host: node.host,
    port: node.port,
    user: "api",
    password: cluster.secrets.password("cluster", "api"),
    authority: cluster.secrets.authority(),
  });
}

/** Writes values of 1 KiB, over and over the same number of keys of one slot. */
async function write(node: Redis, keys: number, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const value = String(round).padEnd(VALUE_BYTES, "x");
    // Tag 3 lies in the first shard.
    for (let key = 0; key < keys; key++) await node.set(`session:{3}${key}`, value);
  }
}

test(`with the least memory (${least} MiB) a full backlog leaves room for 1 MiB of data`, async () => {
  const cluster = await startCluster(21580, least);
  const [api, operator] = await Promise.all([connectApi(cluster), cluster.operator("0-0")]);
  try {
    await write(api, MIB / VALUE_BYTES, 3);
    const memory = await operator.info("memory");
    expect(memory).toContain(`maxmemory:${least * MIB}`);
    const backlog = Number(/mem_replication_backlog:(\d+)/.exec(memory)?.[1]);
    expect(backlog).toBeGreaterThan(MIB);
    await expect(operator.dbsize()).resolves.toBe(MIB / VALUE_BYTES);
  } finally {
    api.disconnect();
    operator.disconnect();
    await cluster.close();
  }
});

test("with 2 MiB, what the server uses itself leaves none", async () => {
  const cluster = await startCluster(21580, 2);
  const api = await connectApi(cluster);
  try {
    await expect(write(api, MIB / VALUE_BYTES, 3)).rejects.toThrow(/^OOM /);
  } finally {
    api.disconnect();
    await cluster.close();
  }
});
