import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/redis";
import { expectUndone } from "../../support/after-elections";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { configureNodes, settingOf } from "../../support/redis-settings";

const NO_FAILOVER = "cluster-replica-no-failover";

describe("five shards", () => {
  let cluster: TestCluster;
  let ids: string[];
  beforeAll(async () => {
    cluster = await startTestCluster({
      port: 21070,
      props: { nodeTimeoutMs: 1000, shards: 5, replicasPerShard: 1 },
    });
    ids = cluster.model.nodes.map(({ id }) => id);
  });
  afterAll(() => cluster.close());
  afterEach(() => expectUndone(cluster));

  test("survive two primaries that crash at once", async () => {
    const result = await runOn(cluster, checks.primariesCrashTogether, { seed: 11 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(/elected for \d-\d \d+ ms; elected for \d-\d \d+ ms/),
      details: { nodes: { length: 2 } },
      exhibits: [{ kind: "phases" }, { kind: "slot-map" }, { kind: "load" }, { kind: "writes" }],
    });
  });

  test("fail when one of them is not replaced", async () => {
    let isSet = false;
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        const [shard] = ref.split("-");
        const own = ids.filter((id) => id !== ref && id.startsWith(`${shard}-`));
        if (!isSet) {
          isSet = true;
          await configureNodes(cluster, own, NO_FAILOVER, "yes");
        }
        await cluster.driver.kill(ref);
      },
    });
    try {
      const result = await runOn({ ...cluster, driver }, checks.primariesCrashTogether, {
        seed: 12,
      });
      expectFailure(result, /^elected for \d-\d never, bound at most \d+ ms$/);
    } finally {
      await configureNodes(cluster, ids, NO_FAILOVER, "no");
    }
  });

  test("come back after an interruption", async () => {
    await interruptAfterKill(cluster, checks.primariesCrashTogether, 13);
  });

  test("have no replica to spare", async () => {
    for (const check of [checks.bestReplica, checks.replicaMigration]) {
      expect(await runOn(cluster, check)).toMatchObject({
        status: "skip",
        reason: expect.stringMatching(/^shards have one replica/),
      });
    }
  });
});

describe("two replicas for each shard", () => {
  let cluster: TestCluster;
  let ids: string[];
  beforeAll(async () => {
    cluster = await startTestCluster({
      port: 21080,
      props: { nodeTimeoutMs: 1000, shards: 3, replicasPerShard: 2 },
    });
    ids = cluster.model.nodes.map(({ id }) => id);
  });
  afterAll(() => cluster.close());
  afterEach(() => expectUndone(cluster));

  test("the better one is elected", async () => {
    const result = await runOn(cluster, checks.bestReplica, { seed: 21 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(/lagging replica behind the best [1-9]\d* bytes; node/),
    });
  });

  test("fails when the lagging one is elected", async () => {
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        const users = await settingOf(cluster, "masteruser");
        const linked = ids.filter((_, index) => users[index] === "cf-replica");
        await configureNodes(cluster, linked, NO_FAILOVER, "yes");
        await cluster.driver.kill(ref);
      },
    });
    try {
      const result = await runOn({ ...cluster, driver }, checks.bestReplica, { seed: 22 });
      expectFailure(result, /^node \d-\d was elected/);
    } finally {
      await configureNodes(cluster, ids, NO_FAILOVER, "no");
    }
  });

  test("one of them comes to a primary that lost its own, and goes back", async () => {
    const result = await runOn(cluster, checks.replicaMigration, { seed: 23 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(/at the orphan \d+ ms; node \d-\d linked to/),
      exhibits: [{ kind: "phases" }, { kind: "slot-map" }],
    });
  });

  test("fails when nobody comes", async () => {
    let planted: Promise<void> | undefined;
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        planted ??= configureNodes(cluster, ids, "cluster-migration-barrier", "2");
        await planted;
        await cluster.driver.kill(ref);
      },
    });
    try {
      const result = await runOn({ ...cluster, driver }, checks.replicaMigration, { seed: 24 });
      expectFailure(result, /^a replica of another shard at the orphan never, bound at most/);
    } finally {
      await configureNodes(cluster, ids, "cluster-migration-barrier", "1");
    }
  });

  test("are as deployed after an interruption", async () => {
    await interruptAfterKill(cluster, checks.replicaMigration, 25);
    await interruptAfterKill(cluster, checks.bestReplica, 26);
  });

  test("are too few shards to lose two at once", async () => {
    expect(await runOn(cluster, checks.primariesCrashTogether)).toMatchObject({
      status: "skip",
      reason: expect.stringMatching(/^3 shards: /),
    });
  });
});

async function interruptAfterKill(
  cluster: TestCluster,
  check: Check<RedisManifest>,
  seed: number,
): Promise<void> {
  const abort = new AbortController();
  const driver = changedDriver(cluster.driver, {
    kill: async (ref) => {
      await cluster.driver.kill(ref);
      setTimeout(() => abort.abort(), 500);
    },
  });
  const result = await runOn({ ...cluster, driver }, check, { signal: abort.signal, seed });
  expectInterrupted(result);
}
