import { Exporter } from "../../../monitor/exporter/exporter";
import { until } from "../../../operate/host/until";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21300;
const RING_PORT = 21320;
const WITHIN_MS = 15_000;

let cluster: TestCluster;
let ring: TestRing;
let exporter: Exporter;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
  ring = await startTestRing({ port: RING_PORT, nodes: 2 });
  exporter = new Exporter([cluster.deployed, ring.deployed]);
});
afterAll(async () => {
  await exporter.close();
  await ring.close();
  await cluster.close();
});

/** Values of one metric by node. */
function valuesOf(text: string, metric: string, cache: string): Record<string, number> {
  const lines = text.split("\n").filter((line) => line.startsWith(`${metric}{cache="${cache}"`));
  return Object.fromEntries(
    lines.map((line) => [/node="([^"]+)"/.exec(line)?.[1] ?? "", Number(line.split(" ").at(-1))]),
  );
}

const ALL_UP = { "0-0": 1, "1-0": 1, "2-0": 1, "0-1": 1, "1-1": 1, "2-1": 1 };

test("every node of a cluster and a ring is told", async () => {
  const text = await exporter.scrape();
  expect(valuesOf(text, "redis_up", "cluster")).toEqual(ALL_UP);
  expect(valuesOf(text, "redis_cluster_state", "cluster")).toEqual(ALL_UP);
  expect(valuesOf(text, "memcached_up", "cache")).toEqual({ 0: 1, 1: 1 });
  for (const value of Object.values(valuesOf(text, "cachefort_response_seconds", "cluster"))) {
    expect(value).toBeGreaterThan(0);
  }
  expect(text).toMatch(/^cachefort_cluster_views\{cache="cluster"\} 1$/m);
  expect(text).toMatch(/^redis_commands_total\{.*cmd="ping".*\} \d+$/m);
  expect(text).not.toContain("NaN");
  for (const password of ring.passwords.values()) expect(text).not.toContain(password);
});

test("a scrape asks each node three questions, and those who ask at once share one", async () => {
  const before = calls(await exporter.scrape());
  await Promise.all([exporter.scrape(), exporter.scrape(), exporter.scrape()]);
  const after = calls(await exporter.scrape());
  // Two scrapes lie between: the shared one, and that which tells. INFO counts itself when it has ended.
  const grown = Object.fromEntries(
    Object.entries(after).map(([cmd, count]) => [cmd, count - (before[cmd] ?? 0)]),
  );
  expect(grown).toMatchObject({ info: 2, "cluster|info": 2, "cluster|nodes": 2 });
  const asked = Object.values(grown).reduce((sum, count) => sum + count, 0);
  // Replication acknowledges and pings meanwhile.
  const others = (grown["replconf"] ?? 0) + (grown["ping"] ?? 0);
  expect(asked - others).toBe(6);
});

test("a failover is told, and a node that is back is told again", async () => {
  const { driver, deployed } = cluster;
  const ref = deployed.manifest.nodes.find(({ id }) => id === "0-0")?.ref ?? "";
  await driver.kill(ref);
  try {
    expect(valuesOf(await exporter.scrape(), "redis_up", "cluster")).toEqual({
      ...ALL_UP,
      "0-0": 0,
    });
  } finally {
    await driver.start(ref);
  }
  const isWhole = await until(WITHIN_MS, async () => {
    const text = await exporter.scrape();
    const isUp = Object.values(valuesOf(text, "redis_up", "cluster")).every((value) => value === 1);
    return isUp && /^cachefort_cluster_views\{cache="cluster"\} 1$/m.test(text);
  });
  expect(isWhole).toBe(true);
});

/** Calls of each command of one node. */
function calls(text: string): Record<string, number> {
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("redis_commands_total{") && line.includes('node="2-0"'));
  return Object.fromEntries(
    lines.map((line) => [/cmd="([^"]+)"/.exec(line)?.[1] ?? "", Number(line.split(" ").at(-1))]),
  );
}
