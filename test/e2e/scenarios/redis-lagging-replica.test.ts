import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { slotOf } from "../../../constructs/redis/slots";
import * as checks from "../../../smoke/checks/redis";
import { shardOfSlot } from "../../../smoke/checks/redis/live-shards";
import { expectIntact } from "../../support/intact-cluster";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver, deleteWrites } from "../../support/redis-faults";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";
import { withSetting } from "../../support/redis-setting";

const PORT = 21020;
const RUN_ID = "planted";
/** The first client of the load whose writes are confirmed. */
const CONFIRMING = 4;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

test("what the primary alone had is lost and told, and what its replica confirmed is not", async () => {
  const result = await runOn(cluster, checks.laggingReplica, { seed: 41 });
  expectPass(result);
  const { exhibits = [], figures = [] } = result.evidence ?? {};
  const figure = (what: string) => figures.find((one) => one.what === what);
  expect(figure("plain writes lost")?.measured).toBeGreaterThan(100);
  expect(figure("confirmed writes lost")).toMatchObject({ measured: 0, atMost: 0 });
  expect(figure("writes lost from before the freeze")).toMatchObject({ measured: 0, atMost: 0 });
  const { measured: windowMs = 0, atMost: frozenMs = 0 } = figure("loss window") ?? {};
  expect(windowMs).toBeGreaterThan(4500);
  expect(windowMs).toBeLessThanOrEqual(frozenMs);
  const writes = exhibits.find((one) => one.kind === "writes");
  expect(writes).toMatchObject({ lostConfirmed: 0, unexpected: 0, duplicated: 0 });
  expect(writes?.confirmed).toBeGreaterThan(50);
  // They were read from the primary before it crashed.
  expect(writes?.lostLatencyMs?.max).toBeGreaterThan(4000);
  const load = exhibits.find((one) => one.kind === "load");
  expect(load?.faults.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^replicas of node \d-\d frozen$/),
    expect.stringMatching(/^node \d-\d down$/),
  ]);
});

test("an interruption in the freeze lets the replica go on", async () => {
  const abort = new AbortController();
  const driver = changedDriver(cluster.driver, {
    pause: async (ref) => {
      await cluster.driver.pause(ref);
      setTimeout(() => abort.abort(), 1500);
    },
  });
  const run = { signal: abort.signal, seed: 42 };
  const result = await runOn({ ...cluster, driver }, checks.laggingReplica, run);
  expectInterrupted(result);
});

test("it is skipped where nobody can take over", async () => {
  const { topology } = cluster.deployed.manifest;
  const alone = withManifest(cluster, { topology: { ...topology, replicasPerShard: 0 } });
  expect(await runOn(alone, checks.laggingReplica)).toMatchObject({ status: "skip" });
});

describe("deserves to fail:", () => {
  test("a replica that nobody elects", async () => {
    await withSetting(cluster, { "cluster-replica-no-failover": "yes" }, async () => {
      const result = await runOn(cluster, checks.laggingReplica, { seed: 43 });
      expectFailure(result, "elected never, bound at most 3900 ms; writable never");
    });
  });

  test("a confirmed write that is gone, from before the freeze and of other shards", async () => {
    let deleted = 0;
    const driver = changedDriver(cluster.driver, {
      pause: async (ref) => {
        deleted += await deleteWrites(cluster, RUN_ID, () => true, CONFIRMING);
        await cluster.driver.pause(ref);
      },
    });
    const run = { seed: 44, runId: RUN_ID };
    const result = await runOn({ ...cluster, driver }, checks.laggingReplica, run);
    expect(deleted).toBeGreaterThan(0);
    expectFailure(
      result,
      `confirmed writes lost ${deleted}, bound at most 0`,
      /writes lost from before the freeze [1-9]\d*, bound at most 0/,
      /writes to other shards lost [1-9]\d*, bound at most 0/,
      /loss window \d+ ms, bound at most \d+ ms/,
    );
  });

  test("a plain write of another shard that is gone", async () => {
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        const node = await cluster.operator(ref);
        const lines = parseClusterNodes(String(await node.call("CLUSTER", "NODES")));
        node.disconnect();
        const port = cluster.model.nodes.find(({ id }) => id === ref)?.port;
        const [slots = "0"] = lines.find((line) => line.port === port)?.slots ?? [];
        const shardOf = shardOfSlot(lines);
        const crashed = shardOf(Number(slots.split("-")[0]));
        await deleteWrites(cluster, RUN_ID, (key) => shardOf(slotOf(key)) !== crashed);
        await cluster.driver.kill(ref);
      },
    });
    const run = { seed: 45, runId: RUN_ID };
    const result = await runOn({ ...cluster, driver }, checks.laggingReplica, run);
    expectFailure(result, /writes to other shards lost [1-9]\d*, bound at most 0/);
    expect(result.evidence?.measured).not.toMatch("confirmed writes lost");
  });

  test("replicas that are not frozen: nothing would be proven", async () => {
    const kill = jest.fn(() => Promise.resolve());
    const driver = changedDriver(cluster.driver, { pause: () => Promise.resolve(), kill });
    const result = await runOn({ ...cluster, driver }, checks.laggingReplica, { seed: 46 });
    expectFailure(result, /^replicas of node \d-\d still receive after they were frozen: 48 MiB/);
    expect(kill).not.toHaveBeenCalled();
  });
});
