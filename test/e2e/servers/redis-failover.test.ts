import { setTimeout as sleep } from "node:timers/promises";
import type Redis from "ioredis";
import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { until } from "../../../operate/host/until";
import { slotOf } from "../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import * as checks from "../../../smoke/checks/redis";
import { shardOfSlot } from "../../../smoke/checks/redis/live-shards";
import { expectIntact } from "../../support/intact-cluster";
import {
  expectFailure,
  expectInterrupted,
  expectNoKeys,
  expectPass,
  runOn,
  withAcl,
} from "../../support/redis-check";
import { changedDriver, deleteWrites, onWrites } from "../../support/redis-faults";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const PORT = 21700;
const RUN_ID = "planted";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

describe("on a cluster as the kit deploys it", () => {
  test("a crash is survived in bound, and what it lost is told", async () => {
    const result = await runOn(cluster, checks.crashFailover, { seed: 11 });
    expectPass(result);
    expect(result).toMatchObject({
      evidence: {
        measured: expect.stringMatching(
          /^seed 11 chose node \d-\d; .*elected \d+ ms; writable \d+ ms;.* back as linked replica/,
        ),
        details: {
          seed: 11,
          boundsMs: { suspected: 2100, failed: 2700, elected: 3900 },
          writes: { failed: 0, unknown: 0, duplicated: [], stale: [], unexpected: [] },
        },
      },
    });
    expect(acknowledged(result.evidence?.details)).toBeGreaterThan(400);
  });

  test("a planned failover loses nothing, and follows on another shard at once", async () => {
    const waits: string[] = [];
    const result = await runOn(cluster, checks.plannedFailover, {
      seed: 11,
      progress: (line) => void waits.push(line),
    });
    expectPass(result);
    expect(result).toMatchObject({
      evidence: {
        measured: expect.stringMatching(/^seed 11 chose node \d-\d; node \d-\d took over/),
        details: { seed: 11, lossWindowMs: 0, writes: { failed: 0, unknown: 0, lost: [] } },
      },
    });
    expect(acknowledged(result.evidence?.details)).toBeGreaterThan(200);
    expect(waits.filter((line) => line.startsWith("waiting"))).toEqual([]);
  });

  test("an interruption in the middle of a crash starts the node again", async () => {
    const abort = new AbortController();
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        await cluster.driver.kill(ref);
        setTimeout(() => abort.abort(), 300);
      },
    });
    const result = await runOn({ ...cluster, driver }, checks.crashFailover, {
      signal: abort.signal,
      seed: 12,
    });
    expectInterrupted(result);
  });
});

describe("interrupted with the request, leaves no key at who is elected after that:", () => {
  // Beyond 15 ms the nodes look whole still, and a vote of 100 ms is under way.
  const requests = [15, 30, 60, 90].flatMap((delayMs) => [
    { check: checks.forcedFailover, delayMs },
    { check: checks.plannedFailover, delayMs },
  ]);
  test.each(requests)("$check.id after $delayMs ms", async ({ check, delayMs }) => {
    const abort = new AbortController();
    let asked: string | undefined;
    const progress = (line: string): void => {
      asked ??= /^asking node (\S+)/.exec(line)?.[1];
    };
    const nodes = await allNodes();
    try {
      const running = runOn(cluster, check, { signal: abort.signal, seed: delayMs, progress });
      await until(60_000, () => asked !== undefined);
      const replica = nodes.get(asked ?? "");
      await until(5000, async () =>
        /failover:calls=/.test(String(await replica?.info("commandstats"))),
      );
      await sleep(delayMs);
      abort.abort();
      expectInterrupted(await running);
    } finally {
      for (const node of nodes.values()) node.disconnect();
    }
    await expectNoKeys(cluster);
  });
});

describe("a shard that nobody can take over:", () => {
  test("is skipped where none was deployed with replicas", async () => {
    const { topology } = cluster.deployed.manifest;
    const alone = withManifest(cluster, { topology: { ...topology, replicasPerShard: 0 } });
    for (const check of [checks.crashFailover, checks.plannedFailover]) {
      expect(await runOn(alone, check)).toMatchObject({ status: "skip" });
    }
  });

  test("fails before any fault when a replica is down", async () => {
    const replica = await ofRole("slave");
    const kill = jest.fn(() => Promise.resolve());
    const driver = changedDriver(cluster.driver, { kill });
    await cluster.driver.kill(replica);
    try {
      const result = await runOn({ ...cluster, driver }, checks.crashFailover);
      expectFailure(result, `node ${replica} does not answer`);
      expect(kill).not.toHaveBeenCalled();
    } finally {
      await cluster.driver.start(replica);
    }
  });

  test("fails when replicas may not be elected", async () => {
    await configure("cluster-replica-no-failover", "yes");
    try {
      const result = await runOn(cluster, checks.crashFailover, { seed: 13 });
      expectFailure(
        result,
        "elected never, bound at most 3900 ms; writable never, bound at most 4400 ms; agreed never",
      );
      expect(result.evidence?.measured).not.toMatch("suspected");
    } finally {
      await configure("cluster-replica-no-failover", "no");
    }
  });

  test("fails when the operator may not ask for a failover", async () => {
    const ids = cluster.model.nodes.map(({ id }) => id);
    await withAcl(cluster, ids, "cf-operator", ["-cluster|failover"], async () => {
      const result = await runOn(cluster, checks.plannedFailover, { seed: 14 });
      expectFailure(result, /node \d-\d refuses CLUSTER FAILOVER: NOPERM/);
    });
  });
});

describe("shards that no fault is done to", () => {
  const fullCoverage = "cluster-require-full-coverage";

  test("refuse writes during a crash when the cluster wants full coverage: deserves to fail", async () => {
    await configure(fullCoverage, "yes");
    try {
      const result = await runOn(cluster, checks.crashFailover, { seed: 21 });
      expectFailure(
        result,
        /^untouched shard \d refused [1-9]\d* writes within \d+ ms: CLUSTERDOWN .*; untouched shard/,
      );
    } finally {
      await configure(fullCoverage, "no");
    }
  });

  test("may do so when the manifest says it, and it is told; with a planned failover for a moment", async () => {
    await configure(fullCoverage, "yes");
    try {
      const honest = withManifest(cluster, { fullCoverage: true });
      const crash = await runOn(honest, checks.crashFailover, { seed: 22 });
      expectPass(crash);
      expect(crash).toMatchObject({
        evidence: { measured: expect.stringMatching(/as full coverage asks for: CLUSTERDOWN/) },
      });
      const planned = await runOn(honest, checks.plannedFailover, { seed: 22 });
      expectPass(planned);
      expect(planned).toMatchObject({
        evidence: {
          measured: expect.stringMatching(
            /untouched shard \d (without writes for at most|refused \d+ writes within) \d+ ms/,
          ),
        },
      });
    } finally {
      await configure(fullCoverage, "no");
    }
  });
});

describe("deserves to fail:", () => {
  test("a crashed node that does not come back", async () => {
    let isStartedAgain = false;
    // The check's own start does nothing; the one on its way out does.
    const driver = changedDriver(cluster.driver, {
      start: async (ref) => {
        if (isStartedAgain) await cluster.driver.start(ref);
        isStartedAgain = true;
      },
    });
    const result = await runOn({ ...cluster, driver }, checks.crashFailover, { seed: 15 });
    expectFailure(result, /^node \d-\d does not run after it was started again$/);
  });

  test("a planned failover that writes wait for", async () => {
    const nodes = await Promise.all(cluster.model.nodes.map(({ id }) => cluster.operator(id)));
    try {
      const paused: Promise<unknown>[] = [];
      const result = await runOn(cluster, checks.plannedFailover, {
        seed: 16,
        progress: (line) => {
          if (!line.startsWith("asking node")) return;
          paused.push(...nodes.map((node) => node.call("CLIENT", "PAUSE", 1800, "WRITE")));
        },
      });
      expect(await Promise.all(paused)).toEqual(new Array(6).fill("OK"));
      const untouched = /untouched shard \d without writes for at most \d{4} ms, .* bound 525 ms/;
      expectFailure(result, /^shard without writes for (1[5-9]|[2-9]\d)\d\d ms/, untouched);
      expect(result.evidence?.measured).not.toMatch("took over");
    } finally {
      for (const node of nodes) node.disconnect();
    }
  });

  test("a planned failover while writes are refused", async () => {
    const ids = cluster.model.nodes.map(({ id }) => id);
    await withAcl(cluster, ids, SMOKE_USER, ["-set"], async () => {
      const result = await runOn(cluster, checks.plannedFailover, { seed: 16 });
      expectFailure(
        result,
        /shard without writes for .* 0 writes acknowledged, [1-9]\d* failed, 0 /,
      );
    });
  });

  test("a planned failover that loses a write", async () => {
    const deleted: Promise<number>[] = [];
    const result = await runOn(cluster, checks.plannedFailover, {
      seed: 17,
      runId: RUN_ID,
      progress: (line) => {
        if (line.startsWith("asking node")) deleted.push(deleteWrites(cluster, RUN_ID, () => true));
      },
    });
    const [count = 0] = await Promise.all(deleted);
    expect(count).toBeGreaterThan(0);
    expectFailure(result, new RegExp(` ${count} lost$`));
    expect(result.evidence?.details).toMatchObject({ writes: { failed: 0, unknown: 0 } });
  });

  test("a crash that takes a write of another shard with it", async () => {
    const result = await crashAfterDeleting((isOfCrashed) => !isOfCrashed);
    expectFailure(result, /^[1-9]\d* acknowledged writes to other shards lost$/);
  });

  test("but not one that loses what its own replica had not yet got", async () => {
    const result = await crashAfterDeleting((isOfCrashed) => isOfCrashed);
    expectPass(result);
    expect(result).toMatchObject({
      evidence: {
        measured: expect.stringMatching(
          / [1-9]\d* lost \(the first acknowledged [1-9]\d* ms before/,
        ),
        details: { lossWindowMs: expect.any(Number) },
      },
    });
  });

  test("values that nobody wrote", async () => {
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        await onWrites(cluster, RUN_ID, async (client, keys) => {
          for (const key of keys) await client.set(key, "planted", "KEEPTTL", "XX");
        });
        await cluster.driver.kill(ref);
      },
    });
    const run = { seed: 20, runId: RUN_ID };
    const result = await runOn({ ...cluster, driver }, checks.crashFailover, run);
    expectFailure(result, /[1-9]\d* unexpected values; 1 duplicated values/);
  });
});

function acknowledged(details: unknown): number {
  return (details as { writes: { acknowledged: number } }).writes.acknowledged;
}

/** Reference of some node that has a role now; in test clusters it is the node's id. */
async function ofRole(role: "master" | "slave"): Promise<string> {
  const lines = await clusterLines();
  const line = lines.find(({ flags }) => flags.includes(role));
  const node = cluster.deployed.manifest.nodes.find(({ port }) => port === line?.port);
  if (node === undefined) throw new Error(`no node is ${role}`);
  return node.ref;
}

async function clusterLines() {
  return onOperator("0-0", async (node) => {
    return parseClusterNodes(String(await node.call("CLUSTER", "NODES")));
  });
}

async function configure(name: string, value: string): Promise<void> {
  for (const { id } of cluster.model.nodes) {
    await onOperator(id, (node) => node.call(cluster.commandName("CONFIG"), "SET", name, value));
  }
}

async function onOperator<T>(id: string, work: (node: Redis) => Promise<T>): Promise<T> {
  const node = await cluster.operator(id);
  try {
    return await work(node);
  } finally {
    node.disconnect();
  }
}

async function crashAfterDeleting(isChosen: (isOfCrashed: boolean) => boolean) {
  const driver = changedDriver(cluster.driver, {
    kill: async (ref) => {
      const lines = await clusterLines();
      const { port } = cluster.deployed.manifest.nodes.find((node) => node.ref === ref) ?? {};
      const [slots = "0"] = lines.find((line) => line.port === port)?.slots ?? [];
      const shardOf = shardOfSlot(lines);
      const crashed = shardOf(Number(slots.split("-")[0]));
      await deleteWrites(cluster, RUN_ID, (key) => isChosen(shardOf(slotOf(key)) === crashed));
      await cluster.driver.kill(ref);
    },
  });
  const run = { seed: 19, runId: RUN_ID };
  return runOn({ ...cluster, driver }, checks.crashFailover, run);
}

/** A session of the operator with each node, which has no statistics from before. */
async function allNodes(): Promise<Map<string, Redis>> {
  const nodes = new Map<string, Redis>();
  for (const { id } of cluster.model.nodes) {
    const node = await cluster.operator(id);
    nodes.set(id, node);
    await node.call(cluster.commandName("CONFIG"), "RESETSTAT");
  }
  return nodes;
}
