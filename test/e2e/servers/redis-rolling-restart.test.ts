import { setTimeout as sleep } from "node:timers/promises";
import { clusterState, rollingRestart } from "../../../smoke/checks/redis";
import {
  expectFailure,
  expectInterrupted,
  expectNoKeys,
  expectPass,
  runOn,
} from "../../support/redis-check";
import { changedDriver, deleteWrites } from "../../support/redis-faults";
import { editFile } from "../../support/redis-node";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const PORT = 21600;
const NODE_TIMEOUT_MS = 1000;
/** Longer than the harness waits for a check that it has asked to end. */
const SLOW_STOP_MS = 11_000;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: NODE_TIMEOUT_MS } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

/** Whatever the check met, it leaves a whole cluster of living nodes without its keys. */
async function expectIntact(subject: TestCluster): Promise<void> {
  for (const { ref } of subject.deployed.manifest.nodes) {
    expect(await subject.driver.isRunning(ref)).toBe(true);
  }
  expectPass(await runOn(subject, clusterState));
  await expectNoKeys(subject);
}

interface Step {
  readonly node: string;
  readonly role: string;
  readonly configEpoch: readonly [number, number];
  readonly owner: string;
}

test("every node is restarted once, replicas first, and no write is lost or fails", async () => {
  const result = await runOn(cluster, rollingRestart, { seed: 31 });
  expectPass(result);
  expect(result).toMatchObject({
    evidence: { details: { seed: 31, writes: { failed: 0, unknown: 0, lost: [] } } },
  });
  const { steps } = result.evidence?.details as { steps: Step[] };
  expect(steps.map(({ role }) => role)).toEqual([
    ...new Array<string>(3).fill("replica"),
    ...new Array<string>(3).fill("primary"),
  ]);
  expect(new Set(steps.map(({ node }) => node)).size).toBe(6);
  for (const { configEpoch, node, owner, role } of steps) {
    expect(owner !== node).toBe(true);
    expect(configEpoch[1] > configEpoch[0]).toBe(role === "primary");
  }
});

test("the seed decides the order; no shard is handed over twice within four node timeouts", async () => {
  const runs: { shard: string; role: string; at: number }[][] = [];
  for (const seed of [32, 32]) {
    const restarts: (typeof runs)[number] = [];
    runs.push(restarts);
    const result = await runOn(cluster, rollingRestart, {
      seed,
      progress: (line) => {
        const [, shard, role] = /^restarting node (\d)-\d, a (.*)$/.exec(line) ?? [];
        if (shard !== undefined && role !== undefined) {
          restarts.push({ shard, role, at: performance.now() });
        }
      },
    });
    expectPass(result);
  }
  const [first = [], second = []] = runs.map((restarts) => {
    return restarts.filter(({ role }) => role === "replica").map(({ shard }) => shard);
  });
  expect(second).toEqual(first);
  const handOvers = runs.flat().filter(({ role }) => role === "primary");
  for (const shard of first) {
    const [before = NaN, after = NaN] = handOvers
      .filter((one) => one.shard === shard)
      .map(({ at }) => at);
    expect(after - before).toBeGreaterThan(4 * NODE_TIMEOUT_MS);
  }
});

describe("an interruption", () => {
  test.each(["replica", "primary"])("while a %s stops leaves every node running", async (role) => {
    const abort = new AbortController();
    const result = await runOn(cluster, rollingRestart, {
      seed: 34,
      signal: abort.signal,
      progress: (line) => {
        if (line.endsWith(`, a ${role}`)) setImmediate(() => abort.abort());
      },
    });
    expectInterrupted(result);
  });

  test("while a node takes long to stop leaves every node running", async () => {
    const abort = new AbortController();
    const driver = changedDriver(cluster.driver, {
      stop: async (ref) => {
        abort.abort();
        await sleep(SLOW_STOP_MS);
        await cluster.driver.stop(ref);
      },
    });
    const result = await runOn({ ...cluster, driver }, rollingRestart, { signal: abort.signal });
    expectInterrupted(result);
  });
});

describe("deserves to fail:", () => {
  test("a node that does not come back", async () => {
    let starts = 0;
    // The check's own start does nothing; the one on its way out does.
    const driver = changedDriver(cluster.driver, {
      start: async (ref) => {
        if (starts > 0) await cluster.driver.start(ref);
        starts += 1;
      },
    });
    const result = await runOn({ ...cluster, driver }, rollingRestart, { seed: 35 });
    expectFailure(result, /^node \d-\d does not run after it was started again$/);
  });

  test("a restart that loses writes", async () => {
    const deleted: Promise<number>[] = [];
    const result = await runOn(cluster, rollingRestart, {
      seed: 36,
      runId: "planted",
      progress: (line) => {
        if (line.endsWith(", a replica") && deleted.length === 0) {
          deleted.push(deleteWrites(cluster, "planted", () => true));
        }
      },
    });
    const [count = 0] = await Promise.all(deleted);
    expect(count).toBeGreaterThan(0);
    expectFailure(result, new RegExp(` 0 failed, 0 unknown, 0 recovered, ${count} lost$`));
  });

  test("a cluster whose primaries may not hand over", async () => {
    const powerless = await startTestCluster({
      port: PORT + 20,
      props: { nodeTimeoutMs: NODE_TIMEOUT_MS },
      files: editFile("users.acl", ["+cluster|failover", "-cluster|failover"]),
    });
    try {
      const result = await runOn(powerless, rollingRestart, { seed: 37 });
      expectFailure(
        result,
        /^primary \d-\d stopped without handing over, config epoch (\d+) to \1; shard \d without writes for [1-9]\d{3} ms/,
      );
      expect(result.hint).toMatch("cf-guard must be allowed CLUSTER FAILOVER");
      await expectIntact(powerless);
    } finally {
      await powerless.close();
    }
  });
});

test("without replicas there is nobody to hand over to", async () => {
  const { topology } = cluster.deployed.manifest;
  const alone = withManifest(cluster, { topology: { ...topology, replicasPerShard: 0 } });
  expect(await runOn(alone, rollingRestart)).toMatchObject({ status: "skip" });
});
