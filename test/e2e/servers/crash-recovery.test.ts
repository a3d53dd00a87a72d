import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failoverBound } from "../../../clients/redis/failover-bound";
import { NodeFolder } from "../../../operate/host/node-folder";
import { isRunning, startNode } from "../../../operate/host/node-launch";
import { signal } from "../../../operate/host/node-stop";
import { isAlive } from "../../../operate/host/process-identity";
import { until } from "../../../operate/host/until";
import * as checks from "../../../smoke/checks/redis";
import {
  expectFailure,
  expectInterrupted,
  expectNoKeys,
  expectPass,
  keysLeft,
  runOn,
} from "../../support/redis-check";
import { CrashingCluster } from "../../support/crashing-cluster";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const NODE_TIMEOUT_MS = 2000;
/** Nobody suspects a node before it was silent for a node timeout. */
const AT_ONCE_MS = NODE_TIMEOUT_MS;
/** As long as primaries do not vote for a shard again. */
const VOTE_PAUSE_MS = 2 * NODE_TIMEOUT_MS;
const LATE_MS = 3500;
/** A server that has run for 10 s begins a new row of crashes. */
const LONG_RUN_MS = 12_000;

jest.setTimeout(60_000);

let cluster: TestCluster;
let nodes: CrashingCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 21480,
    props: { nodeTimeoutMs: NODE_TIMEOUT_MS, onCrash: "auto" },
  });
  nodes = new CrashingCluster(cluster);
  await quiet();
});
afterAll(() => cluster.close());

/** The nodes count a start as an election: they cannot know better. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, VOTE_PAUSE_MS + LATE_MS));
}

async function epochOf(id: string): Promise<number> {
  const info = String(await nodes.call(id, "CLUSTER", "INFO"));
  return Number(/cluster_current_epoch:(\d+)/.exec(info)?.[1]);
}

test("a primary that dies is replaced at once by a vote, and returns as a replica", async () => {
  const epoch = await epochOf("0-1");
  nodes.crash("0-0");
  await nodes.takenOver("0-1", "0-0", AT_ONCE_MS);
  expect(await nodes.recovered("0-0", 1)).toMatchObject({
    status: 137,
    role: "primary",
    choice: "promote",
    taker: "127.0.0.1:21483",
    reason: expect.stringMatching(/^it has the most data, up to offset \d+$/),
  });
  expect(await nodes.isPrimary("0-0")).toBe(false);
  expect(await epochOf("0-1")).toBe(epoch + 1);
});

test("the replica that took over is replaced at once too: votes about it are not spent", async () => {
  nodes.crash("0-1");
  await nodes.takenOver("0-0", "0-1", AT_ONCE_MS);
  expect(await nodes.recovered("0-1", 1)).toMatchObject({
    choice: "promote",
    taker: "127.0.0.1:21480",
  });
});

test("one that dies again before the primaries vote about it again waits for that, and no longer than the engine", async () => {
  // Sooner, the engine's own election could come before the vote is due, and would have to wait for 4 node timeouts.
  await new Promise((resolve) => setTimeout(resolve, NODE_TIMEOUT_MS));
  nodes.crash("0-0");
  const bound = Math.max(failoverBound(NODE_TIMEOUT_MS).electedMs, VOTE_PAUSE_MS + LATE_MS);
  await nodes.takenOver("0-1", "0-0", bound);
  expect(await nodes.recovered("0-0", 2)).toMatchObject({
    choice: "promote",
    taker: "127.0.0.1:21483",
  });
  expect(nodes.log("0-0")).toMatch(
    /waiting at most \d+ ms: the primaries have voted about this node a moment ago/,
  );
});

test("a replica that dies is started again, and nobody votes", async () => {
  const epoch = await epochOf("1-0");
  nodes.crash("1-1");
  expect(await nodes.recovered("1-1", 1)).toMatchObject({
    role: "replica",
    choice: "restart",
    reason: "it owned no slots",
  });
  expect(await epochOf("1-0")).toBe(epoch);
});

test("one that is frozen is not dead", async () => {
  const frozen = nodes.server("1-0");
  signal(frozen, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, NODE_TIMEOUT_MS / 2));
  signal(frozen, "SIGCONT");
  expect(nodes.recoveries("1-0")).toEqual([]);
  expect(await nodes.isPrimary("1-0")).toBe(true);
  expect(nodes.server("1-0")).toEqual(frozen);
});

test("a primary that dies with its only replica starts again with its data", async () => {
  const keys = await nodes.call("2-0", "DBSIZE");
  nodes.crash("2-0", "2-1");
  expect(await nodes.recovered("2-0", 1)).toMatchObject({
    choice: "restart",
    reason: "no replica was in sync",
  });
  expect(await nodes.recovered("2-1", 1)).toMatchObject({ choice: "restart" });
  expect(await nodes.isPrimary("2-0")).toBe(true);
  expect(await nodes.call("2-0", "DBSIZE")).toBe(keys);
});

test("with too few primaries left for an election, each starts again", async () => {
  nodes.crash("1-0", "2-0");
  for (const [id, deaths] of [
    ["1-0", 1],
    ["2-0", 2],
  ] as const) {
    expect(await nodes.recovered(id, deaths)).toMatchObject({
      choice: "restart",
      reason: "too few primaries answer for an election",
    });
    expect(await nodes.isPrimary(id)).toBe(true);
  }
});

test.each([
  ["a signal", "SIGTERM"],
  ["a request to stop", "SIGUSR1"],
] as const)("a server that ends by %s stays down", async (_, name) => {
  const folder = nodes.folder("1-1");
  const before = nodes.recoveries("1-1").length;
  const runner = nodes.runner("1-1");
  signal(name === "SIGTERM" ? nodes.server("1-1") : runner, name);
  expect(await until(5000, () => !isAlive(runner))).toBe(true);
  expect(isRunning(folder)).toBe(false);
  expect(nodes.recoveries("1-1")).toHaveLength(before);
  await startNode(folder);
  await nodes.whole();
});

test("one that dies again and again stays down, and says so", async () => {
  const folder = nodes.folder("1-1");
  const runner = nodes.runner("1-1");
  const before = nodes.recoveries("1-1").length;
  await new Promise((resolve) => setTimeout(resolve, LONG_RUN_MS));
  for (let deaths = 1; deaths <= 6; deaths += 1) {
    nodes.crash("1-1");
    expect(await until(5000, () => nodes.recoveries("1-1").length === before + deaths)).toBe(true);
    const isOver = deaths === 6;
    expect(await until(10_000, () => isOver || isRunning(folder))).toBe(true);
  }
  expect(nodes.recoveries("1-1").at(-1)).toMatchObject({
    choice: "stay-down",
    reason: "it owned no slots; crash 6 in a row",
  });
  expect(await until(5000, () => !isAlive(runner))).toBe(true);
  expect(isRunning(folder)).toBe(false);
  await startNode(folder);
});

describe("redis/crash-recovery:", () => {
  beforeAll(async () => {
    await nodes.whole();
    await quiet();
  });
  afterEach(() => expectNoKeys(cluster));

  test("a server that dies alone, of nodes that have died as often as a runner keeps it", async () => {
    const before = `at=2026-01-01T00:00:00Z status=137 role=replica choice=restart taker=- ms=1 reason=it owned no slots\n`;
    for (const { id } of cluster.model.nodes) {
      writeFileSync(nodes.folder(id).run("recoveries"), before.repeat(20));
    }
    expectPass(await runOn(cluster, checks.crashRecovery, { seed: 3 }));
  });

  test("a server that dies alone", async () => {
    const result = await runOn(cluster, checks.crashRecovery, { seed: 4 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /its runner chose promote \(it has the most data, up to offset \d+\); 127\.0\.0\.1:\d+ took over, seen \d+ ms after the death/,
    );
  });

  test.each([0, 60, 400])("an interruption %i ms after the death leaves nothing", async (ms) => {
    const abort = new AbortController();
    const driver = changedDriver(cluster.driver, {
      crash: async (ref) => {
        await cluster.driver.crash?.(ref);
        setTimeout(() => abort.abort(), ms);
      },
    });
    const run = { signal: abort.signal, seed: 9 };
    const result = await runOn({ ...cluster, driver }, checks.crashRecovery, run);
    expectInterrupted(result);
    expect(Math.max(...(await keysLeft(cluster)))).toBe(0);
    await nodes.whole();
  });

  test("one that nobody notices but the engine deserves to fail", async () => {
    const driver = changedDriver(cluster.driver, { crash: (ref) => cluster.driver.kill(ref) });
    const result = await runOn({ ...cluster, driver }, checks.crashRecovery, { seed: 5 });
    expectFailure(result, /elected \d+ ms, bound at most 2000 ms/);
    await nodes.whole();
  });

  test("one whose runner keeps no record deserves to fail", async () => {
    const driver = changedDriver(cluster.driver, { recoveries: () => Promise.resolve([]) });
    const result = await runOn({ ...cluster, driver }, checks.crashRecovery, { seed: 6 });
    expectFailure(result, /the runner of \d-\d noted 0 deaths/);
  });

  test("servers of one shard that die one after the other", async () => {
    const result = await runOn(cluster, checks.repeatedCrash, { seed: 7 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /first crash, of node (\d-\d): elected \d+ ms; second crash, of node \d-\d: elected \d+ ms; third crash, of node \1: elected \d+ ms/,
    );
  });

  test("a runner that asks before the vote is due deserves to fail", async () => {
    const driver = changedDriver(cluster.driver, {
      crash: async (ref) => {
        const { run } = new NodeFolder(join(cluster.deployed.directory, ref));
        const forgotten = readFileSync(run("elections"), "utf8").replaceAll(/ \d+$/gm, " 0");
        writeFileSync(run("elections"), forgotten);
        await cluster.driver.crash?.(ref);
      },
    });
    const result = await runOn({ ...cluster, driver }, checks.repeatedCrash, { seed: 8 });
    expectFailure(
      result,
      /third crash, of node \d-\d: elected (never|\d+ ms), bound at most \d+ ms/,
    );
    await nodes.whole();
  });
});
