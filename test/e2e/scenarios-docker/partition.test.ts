import * as checks from "../../../smoke/checks/redis";
import { DockerCluster } from "../../support/docker-cluster";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";

jest.setTimeout(240_000);

const cluster = new DockerCluster("cfsplit", 22400);

beforeAll(() => cluster.deploy());
afterAll(() => cluster.close());
// Whatever a check met, it leaves a whole cluster, without its keys and without a filter of packets.
afterEach(() => cluster.expectClean());

/** The cluster, with a primary that waits much longer than it was deployed with for its peers. */
function withBlindPrimary(restore: (() => Promise<void>)[]) {
  const driver = changedDriver(cluster.driver, {
    isolate: async (ref, cut) => {
      const id = cluster.idOf(ref);
      await cluster.setSetting(id, "cluster-node-timeout", "60000");
      restore.push(() => cluster.setSetting(id, "cluster-node-timeout", "1000"));
      await cluster.driver.isolate(ref, cut);
    },
  });
  return { deployed: cluster.deployed, driver };
}

describe("on a cluster as the kit deploys it", () => {
  test("a cut-off primary is replaced, stops in bound, and what it lost is told", async () => {
    const result = await runOn(cluster, checks.partition, { seed: 11 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /^seed 11 chose: node \d-\d cut off; .*elected \d+ ms; .*lost writes acknowledged until \d+ ms; whole after/,
    );
    expect(result.evidence?.figures).toContainEqual(
      expect.objectContaining({ what: "lost writes acknowledged until", atMost: 2000 }),
    );
    expect(result.evidence?.details).toMatchObject({
      writes: { lost: expect.arrayContaining([expect.anything()]) },
    });
    expect(result.evidence?.exhibits?.map(({ kind }) => kind)).toEqual([
      "phases",
      "load",
      "writes",
    ]);
  });

  test("so is one that is cut off together with another shard's replica", async () => {
    const result = await runOn(cluster, checks.minorityPartition, { seed: 12 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /^seed 12 chose: node \d-\d and node \d-\d cut off; /,
    );
  });

  test.each([
    [checks.deafPrimary, 21],
    [checks.mutePrimary, 22],
  ])("so is one whose links fail in one direction: $id", async (check, seed) => {
    const result = await runOn(cluster, check, { seed });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(/; [1-9]\d* writes acknowledged, /);
  });

  test("so is one that is taken off its network", async () => {
    const result = await runOn(cluster, checks.disconnectedNode, { seed: 23 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(/^seed 23 chose: node \d-\d off its network; /);
  });

  test("an interruption in the middle heals the network", async () => {
    const abort = new AbortController();
    const driver = changedDriver(cluster.driver, {
      isolate: async (ref, cut) => {
        await cluster.driver.isolate(ref, cut);
        setTimeout(() => abort.abort(), 300);
      },
    });
    const run = { signal: abort.signal, seed: 13 };
    const result = await runOn({ deployed: cluster.deployed, driver }, checks.partition, run);
    expectInterrupted(result);
  });
});

describe("deserves to fail:", () => {
  test("a primary that goes on without its majority", async () => {
    const restore: (() => Promise<void>)[] = [];
    const result = await runOn(withBlindPrimary(restore), checks.partition, { seed: 14 });
    for (const undo of restore) await undo();
    expectFailure(result, /lost writes acknowledged until \d{4} ms, bound at most 2000 ms/);
  });

  test("a minority that goes on", async () => {
    const restore: (() => Promise<void>)[] = [];
    const result = await runOn(withBlindPrimary(restore), checks.minorityPartition, { seed: 15 });
    for (const undo of restore) await undo();
    expectFailure(result, /lost writes acknowledged until \d{4} ms, bound at most 2000 ms/);
  });

  test("a primary that hears nobody and goes on", async () => {
    const restore: (() => Promise<void>)[] = [];
    const result = await runOn(withBlindPrimary(restore), checks.deafPrimary, { seed: 24 });
    for (const undo of restore) await undo();
    expectFailure(result, /lost writes acknowledged until \d{4} ms, bound at most 2000 ms/);
  });

  test("a primary that nobody hears and that is not replaced", async () => {
    await cluster.withSetting("cluster-replica-no-failover", "yes", "no", async () => {
      const result = await runOn(cluster, checks.mutePrimary, { seed: 25 });
      expectFailure(result, /elected never, bound at most 3900 ms/);
    });
  });

  test("a disconnected node that is not replaced", async () => {
    await cluster.withSetting("cluster-replica-no-failover", "yes", "no", async () => {
      const result = await runOn(cluster, checks.disconnectedNode, { seed: 26 });
      expectFailure(result, /elected never, bound at most 3900 ms/);
    });
  });

  test("a majority whose replicas may not be elected", async () => {
    await cluster.withSetting("cluster-replica-no-failover", "yes", "no", async () => {
      const result = await runOn(cluster, checks.partition, { seed: 16 });
      expectFailure(result, /elected never, bound at most 3900 ms/);
    });
  });
});

test("is skipped, with the reason, where packets cannot be dropped", async () => {
  const { deployed } = cluster;
  const none = changedDriver(cluster.driver, {});
  Object.assign(none, { isolate: undefined });
  expect(await runOn({ deployed, driver: none }, checks.partition)).toMatchObject({
    status: "skip",
    reason: "not on this target: docker cuts no network",
  });
  const denied = changedDriver(cluster.driver, {
    whyNoIsolation: () => Promise.resolve("only root may enter a container's network"),
  });
  expect(await runOn({ deployed, driver: denied }, checks.minorityPartition)).toMatchObject({
    status: "skip",
    reason: "node 0-0 cannot be cut off: only root may enter a container's network",
  });
});
