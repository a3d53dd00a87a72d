import { SMOKE_USER } from "../../../constructs/redis/system-users";
import * as checks from "../../../smoke/checks/redis";
import { failoverLoopOf } from "../../../smoke/checks/redis/writes/failover-loop";
import { expectIntact } from "../../support/intact-cluster";
import {
  expectFailure,
  expectInterrupted,
  expectPass,
  runOn,
  withAcl,
} from "../../support/redis-check";
import { changedDriver, deleteWrites } from "../../support/redis-faults";
import { withSetting } from "../../support/redis-setting";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const PORT = 21010;
const RUN_ID = "planted";
/** The first client of the load whose writes are confirmed. */
const CONFIRMING = 4;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

describe("on a cluster as the kit deploys it", () => {
  test("crashes follow each other over the shards, and no confirmed write is lost", async () => {
    const rounds = 4;
    const killed: string[] = [];
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        killed.push(ref);
        await cluster.driver.kill(ref);
      },
    });
    const check = failoverLoopOf(rounds);
    const result = await runOn({ ...cluster, driver }, check, { seed: 31 });
    expectPass(result);
    expect(killed).toHaveLength(rounds);
    expect(new Set(killed).size).toBe(rounds);
    expect(result.evidence?.measured).toMatch(`seed 31 chose nodes ${killed.join(", ")}; `);
    expect(result.evidence?.figures).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: "elected, slowest round", atMost: 3900 }),
        expect.objectContaining({ what: "writable, 95 % of the rounds" }),
        expect.objectContaining({ what: "rounds", measured: rounds, atLeast: rounds }),
        expect.objectContaining({ what: "confirmed writes lost", measured: 0, atMost: 0 }),
      ]),
    );
    const { exhibits = [] } = result.evidence ?? {};
    expect(exhibits.map(({ kind }) => kind)).toEqual(["phases", "load", "writes"]);
    const writes = exhibits.find((one) => one.kind === "writes");
    expect(writes).toMatchObject({ failed: 0, lostConfirmed: 0, duplicated: 0, unexpected: 0 });
    expect(writes?.confirmed).toBeGreaterThan(200);
    expect(writes?.acknowledged).toBeGreaterThan(2 * (writes?.confirmed ?? 0) * 0.8);
    expect(writes?.shards?.length).toBeGreaterThan(1);
  });

  test("an interruption in the second round starts its node again", async () => {
    const abort = new AbortController();
    const killed: string[] = [];
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        killed.push(ref);
        await cluster.driver.kill(ref);
        if (killed.length === 2) setTimeout(() => abort.abort(), 300);
      },
    });
    const run = { signal: abort.signal, seed: 32 };
    const result = await runOn({ ...cluster, driver }, failoverLoopOf(3), run);
    expectInterrupted(result);
    expect(killed).toHaveLength(2);
  });

  test("is skipped where nobody can take over", async () => {
    const { topology } = cluster.deployed.manifest;
    const alone = withManifest(cluster, { topology: { ...topology, replicasPerShard: 0 } });
    expect(await runOn(alone, checks.failoverLoop)).toMatchObject({ status: "skip" });
  });
});

describe("deserves to fail:", () => {
  test("fails when replicas may not be elected", async () => {
    await withSetting(cluster, { "cluster-replica-no-failover": "yes" }, async () => {
      const result = await runOn(cluster, checks.failoverLoop, { seed: 33 });
      expectFailure(
        result,
        "elected, slowest round never, bound at most 3900 ms; writable, slowest round never",
        "rounds 0, bound at least 20",
      );
    });
  });

  test("a replica that confirms nothing", async () => {
    const ids = cluster.model.nodes.map(({ id }) => id);
    await withAcl(cluster, ids, SMOKE_USER, ["-wait"], async () => {
      const kill = jest.fn(() => Promise.resolve());
      const driver = changedDriver(cluster.driver, { kill });
      const result = await runOn({ ...cluster, driver }, checks.failoverLoop, { seed: 34 });
      expectFailure(result, /^\d+ writes acknowledged by the shard and 0 confirmed .* before the/);
      expect(kill).not.toHaveBeenCalled();
    });
  });

  test("a confirmed write that is gone after a round, also of a shard that did not crash", async () => {
    let deleted = 0;
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        deleted += await deleteWrites(cluster, RUN_ID, () => true, CONFIRMING);
        await cluster.driver.kill(ref);
      },
    });
    const run = { seed: 35, runId: RUN_ID };
    const result = await runOn({ ...cluster, driver }, failoverLoopOf(1), run);
    expect(deleted).toBeGreaterThan(0);
    expectFailure(
      result,
      `confirmed writes lost ${deleted}, bound at most 0`,
      /writes lost without a crash of their shard [1-9]\d*, bound at most 0/,
    );
  });

  test("a node that does not come back", async () => {
    let isStartedAgain = false;
    const driver = changedDriver(cluster.driver, {
      start: async (ref) => {
        if (isStartedAgain) await cluster.driver.start(ref);
        isStartedAgain = true;
      },
    });
    const result = await runOn({ ...cluster, driver }, failoverLoopOf(2), { seed: 37 });
    expectFailure(result, /^node \d-\d does not run after it was started again$/);
  });
});
