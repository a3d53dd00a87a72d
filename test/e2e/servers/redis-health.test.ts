import type Redis from "ioredis";
import { connectNode } from "../../../clients/redis/node-connection";
import { connectRedis } from "../../../clients/redis/connect-redis";
import type { CacheHealth } from "../../../monitor/health/report";
import { thresholdsOf } from "../../../monitor/health/thresholds";
import { type WatchedCache, watchCache } from "../../../monitor/watched";
import { readAuthority } from "../../../clients/manifest-file";
import { expectIntact } from "../../support/intact-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { configureNodes } from "../../support/redis-settings";
import { until } from "../../../operate/host/until";

const PORT = 21250;
const WITHIN_MS = 15_000;
/** What runs beside the tests makes every answer late. */
const PATIENT = { values: { "response-time": "1000" } };

let cluster: TestCluster;
let watched: WatchedCache;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
  watched = watchCache(cluster.deployed, { recoveries: (ref) => recoveriesOf(ref) });
});
afterAll(async () => {
  await watched.close();
  await cluster.close();
});
afterEach(() => expectIntact(cluster));

const recoveriesOf = (ref: string) => cluster.driver.recoveries?.(ref) ?? Promise.resolve([]);

const healthNow = (options = PATIENT): CacheHealth =>
  watched.health(thresholdsOf(options), Date.now());

/** What is wrong after some work, and before it nothing was. */
async function after(work: () => Promise<void>, options = PATIENT): Promise<string[]> {
  await watched.look();
  await work();
  await watched.look();
  return told(healthNow(options));
}

const told = ({ findings }: CacheHealth): string[] =>
  findings.map(({ code, node, severity }) => [severity, code, node].join(" ").trim());

/** A connection of a user to one node. */
function connectionOf(id: string, user: string, password?: string): Promise<Redis> {
  const node = cluster.deployed.manifest.nodes.find((each) => each.id === id);
  const authority = readAuthority(cluster.deployed);
  return connectNode({
    ...{ host: node?.host ?? "", port: node?.port ?? 0, user },
    password: password ?? cluster.secrets.password("cluster", user),
    ...(authority === undefined ? {} : { authority }),
  });
}

test("a whole cluster is healthy, and tells its figures", async () => {
  expect(await after(() => Promise.resolve())).toEqual([]);
  const { nodes, status } = healthNow();
  expect(status).toBe("healthy");
  expect(nodes).toHaveLength(6);
  for (const { figures } of nodes) {
    expect(figures).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      connections: expect.any(Number),
      reads: 0,
      evicted: 0,
      response: { p95: expect.any(Number) },
    });
    expect(figures?.certificateDays).toBeGreaterThan(30);
    expect(figures?.usedBytes).toBeGreaterThan(1_000_000);
    expect(figures?.limitBytes).toBeGreaterThan(1_000_000);
    expect(figures?.commandsPerSecond).toBeGreaterThan(0);
  }
});

test("reads that find nothing are told of the node that answered them", async () => {
  const client = await connectRedis(cluster.deployed, "api");
  const reading = async (key: string): Promise<void> => {
    for (let read = 0; read < 150; read++) await client.get(key);
  };
  try {
    await client.set("session:{a}:there", "1");
    const found = await after(() => reading("session:{a}:missing"));
    expect(found).toEqual([expect.stringMatching(/^warning LOW_HIT_RATE [012]-0$/)]);
    expect(await after(() => reading("session:{a}:there"))).toEqual([]);
    await client.del("session:{a}:there");
  } finally {
    client.disconnect();
  }
});

test("keys that are evicted make high memory critical", async () => {
  const client = await connectRedis(cluster.deployed, "api");
  const ids = cluster.model.nodes.map(({ id }) => id);
  const policy = cluster.model.eviction;
  try {
    await configureNodes(cluster, ids, "maxmemory-policy", "allkeys-random");
    await configureNodes(cluster, ids, "maxmemory", "8mb");
    const found = await after(async () => {
      for (let n = 0; n < 100; n++)
        await client.set(`session:{a}:${n}`, "x".repeat(100_000), "PX", 30_000);
    });
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^critical HIGH_MEMORY_USAGE [012]-0$/),
        expect.stringMatching(/^warning EVICTIONS [012]-0$/),
      ]),
    );
    for (let n = 0; n < 100; n++) await client.del(`session:{a}:${n}`);
  } finally {
    client.disconnect();
    await configureNodes(cluster, ids, "maxmemory", `${cluster.model.maxMemoryMib}mb`);
    await configureNodes(cluster, ids, "maxmemory-policy", policy);
  }
  expect(await after(() => Promise.resolve())).toEqual([]);
});

test("a cluster without a memory limit, with many connections and a certificate that ends soon", async () => {
  const ids = ["0-0"];
  await configureNodes(cluster, ids, "maxmemory", "0");
  const clients = await Promise.all(Array.from({ length: 20 }, () => connectionOf("1-0", "api")));
  try {
    const options = {
      values: { ...PATIENT.values, connections: "20", "certificate-expiry": "10000" },
    };
    const found = await after(() => Promise.resolve(), options);
    expect(found).toEqual(
      expect.arrayContaining([
        "warning MEMORY_LIMIT_MISSING 0-0",
        "warning HIGH_CONNECTION_COUNT 1-0",
        "warning CERTIFICATE_EXPIRES 2-1",
      ]),
    );
    expect(found).toHaveLength(8);
  } finally {
    for (const client of clients) client.disconnect();
    await configureNodes(cluster, ids, "maxmemory", `${cluster.model.maxMemoryMib}mb`);
  }
});

test("refused logins, commands and keys", async () => {
  const found = await after(async () => {
    await expect(connectionOf("0-0", "api", "wrong")).rejects.toThrow(/WRONGPASS/);
    const report = await connectionOf("1-0", "report");
    await expect(report.set("session:{a}:refused", "1")).rejects.toThrow(/NOPERM/);
    report.disconnect();
  });
  expect(found).toEqual(["warning AUTHENTICATION_FAILURES 0-0", "warning ACL_COMMAND_DENIALS 1-0"]);
});

test("connections that are refused at the limit", async () => {
  // At the limit nobody else gets in to lift it.
  const operator = await cluster.operator("0-0");
  const limit = (clients: number): Promise<unknown> =>
    operator.call(cluster.commandName("CONFIG"), "SET", "maxclients", clients);
  await limit(12);
  const clients: Redis[] = [];
  try {
    const found = await after(async () => {
      for (let tried = 0; tried < 12; tried++) {
        await connectionOf("0-0", "api").then(
          (client) => clients.push(client),
          () => undefined,
        );
      }
      expect(clients.length).toBeLessThan(12);
    });
    expect(found).toEqual(["critical REJECTED_CONNECTIONS 0-0"]);
  } finally {
    for (const client of clients) client.disconnect();
    await limit(10_000);
    operator.disconnect();
  }
});

test("a node that answers late", async () => {
  const operator = await cluster.operator("0-1");
  let isOver = false;
  const pauseAgainAndAgain = async (): Promise<void> => {
    while (!isOver) await operator.call("CLIENT", "PAUSE", 40, "ALL");
  };
  await watched.look();
  const pausing = pauseAgainAndAgain();
  try {
    await watched.look();
  } finally {
    isOver = true;
    await pausing;
    operator.disconnect();
  }
  const { findings } = healthNow({ values: { "response-time": "25" } });
  expect(findings).toMatchObject([{ code: "HIGH_RESPONSE_TIME", node: "0-1" }]);
});

test("a replica without its link", async () => {
  const user = "cf-replica";
  const replica = await cluster.operator("0-1");
  const primary = await cluster.operator("0-0");
  const config = cluster.commandName("CONFIG");
  try {
    const found = await after(async () => {
      await replica.call(config, "SET", "masteruser", "nobody");
      await primary.call("CLIENT", "KILL", "TYPE", "replica");
      await until(WITHIN_MS, async () => {
        await watched.look();
        return told(healthNow()).includes("warning REPLICA_LINK_DOWN 0-1");
      });
    });
    expect(found).toContain("warning REPLICA_LINK_DOWN 0-1");
  } finally {
    await replica.call(config, "SET", "masteruser", user);
    replica.disconnect();
    primary.disconnect();
  }
});

test("nodes that see other owners", async () => {
  const owner = await cluster.operator("0-0");
  try {
    await watched.look();
    await owner.cluster("DELSLOTS", 0);
    await watched.look();
    expect(told(healthNow())).toContain("critical VIEWS_DIFFER");
  } finally {
    await owner.cluster("ADDSLOTS", 0);
    owner.disconnect();
  }
});

test("a crash, and a shard that is gone: others are still told, and nothing is negative", async () => {
  const { driver, deployed } = cluster;
  const refs = deployed.manifest.nodes.filter(({ shard }) => shard === 0).map(({ ref }) => ref);
  await watched.look();
  try {
    await Promise.all(refs.map((ref) => driver.kill(ref)));
    await until(WITHIN_MS, async () => {
      await watched.look();
      return told(healthNow()).some((text) => text.startsWith("critical CLUSTER_STATE_NOT_OK"));
    });
    const { nodes, status } = healthNow();
    expect(status).toBe("critical");
    expect(told(healthNow())).toEqual(
      expect.arrayContaining([
        "critical NODE_DOWN 0-0",
        "critical NODE_DOWN 0-1",
        "critical SLOTS_UNASSIGNED 1-0",
      ]),
    );
    expect(nodes.filter(({ figures }) => figures !== undefined)).toHaveLength(4);
  } finally {
    await Promise.all(refs.map((ref) => driver.start(ref)));
  }
  await until(WITHIN_MS, async () => {
    await watched.look();
    const { nodes } = healthNow();
    return nodes.every(({ figures }) => figures !== undefined);
  });
  for (const { figures } of healthNow().nodes) {
    for (const value of [figures?.reads, figures?.evicted, figures?.commandsPerSecond]) {
      expect(value ?? 0).toBeGreaterThanOrEqual(0);
    }
  }
});
