import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { allCrash, allRestart } from "../../../smoke/checks/redis";
import { expectIntact } from "../../support/intact-cluster";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver, deleteWrites } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21140;
const RUN_ID = "planted";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

/** A driver that does something before the first of its calls. */
function before(call: "stop" | "kill", work: () => Promise<unknown>) {
  let done: Promise<unknown> | undefined;
  return changedDriver(cluster.driver, {
    [call]: async (ref: string) => {
      done ??= work();
      await done;
      await cluster.driver[call](ref);
    },
  });
}

/** A driver whose first start of one node does nothing; the one on the way out does. */
function withoutStart(node: string) {
  let starts = 0;
  return changedDriver(cluster.driver, {
    start: async (ref) => {
      if (ref === node && starts++ === 0) return;
      await cluster.driver.start(ref);
    },
  });
}

async function onKeys(
  names: readonly string[],
  work: (client: Awaited<ReturnType<typeof connectRedis>>, key: string) => Promise<unknown>,
): Promise<void> {
  const client = await connectRedis(cluster.deployed, SMOKE_USER);
  try {
    await Promise.all(names.map((name) => work(client, `cf-smoke:${RUN_ID}:${name}`)));
  } finally {
    client.disconnect();
  }
}

describe("a stop and a start of all nodes", () => {
  test("brings the same cluster back with its data, without what has run out", async () => {
    const result = await runOn(cluster, allRestart);
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(
        /^all nodes down \d+ ms after .*; the same ids, owners and replicas as before; 300 keys/,
      ),
      figures: [{ what: "all loaded" }, { atMost: 4200 }, { what: "replicas linked" }],
      exhibits: [{ kind: "phases", since: "the start of the last node" }],
    });
  });

  test("deserves to fail when a node does not come back", async () => {
    const result = await runOn({ ...cluster, driver: withoutStart("1-1") }, allRestart);
    expectFailure(result, /^node 1-1 does not run after it was started again$/);
  });

  test("deserves to fail when keys are lost, or live on after their time", async () => {
    const driver = before("stop", () =>
      Promise.all([
        onKeys(["lasting:0", "lasting:1"], (client, key) => client.del(key)),
        onKeys(["short:0"], (client, key) => client.pexpire(key, 60_000)),
      ]),
    );
    const result = await runOn({ ...cluster, driver }, allRestart, { runId: RUN_ID });
    expectFailure(
      result,
      /node \d-\d: [1-2] acknowledged keys lost/,
      /[^1]1 there whose time has run out/,
    );
  });

  test("an interruption while nobody runs leaves a whole cluster", async () => {
    const abort = new AbortController();
    const result = await runOn(cluster, allRestart, {
      signal: abort.signal,
      progress: (line) => {
        if (line === "stopping all primaries") setTimeout(() => abort.abort(), 1000);
      },
    });
    expectInterrupted(result);
  });
});

describe("a crash of all nodes", () => {
  test("loses no more than the log of writes may, and tells it", async () => {
    const result = await runOn(cluster, allCrash);
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(
        /; the same ids, owners and replicas as before; acknowledged writes lost \d+; the first of them/,
      ),
      exhibits: [{ kind: "phases" }, { kind: "load" }, { kind: "writes", unexpected: 0 }],
    });
  });

  test("deserves to fail when it takes older writes with it", async () => {
    const driver = before("kill", () => deleteWrites(cluster, RUN_ID, () => true));
    const result = await runOn({ ...cluster, driver }, allCrash, { runId: RUN_ID });
    expectFailure(
      result,
      /^the first of them acknowledged before the crash \d{4} ms, bound at most 2100 ms$/,
    );
  });

  test("deserves to fail when a node does not come back", async () => {
    const result = await runOn({ ...cluster, driver: withoutStart("2-0") }, allCrash);
    expectFailure(result, /^node 2-0 does not run after it was started again$/);
  });

  test("an interruption while nobody runs leaves a whole cluster", async () => {
    const abort = new AbortController();
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        await cluster.driver.kill(ref);
        abort.abort();
      },
    });
    const result = await runOn({ ...cluster, driver }, allCrash, { signal: abort.signal });
    expectInterrupted(result);
  });
});

test("a cluster that keeps no log of writes has nothing to come back with: skipped", async () => {
  const forgetful = await startTestCluster({
    port: PORT + 10,
    props: { nodeTimeoutMs: 1000 },
    files: (good) => ({
      ...good,
      "redis.conf": (good["redis.conf"] ?? "").replace("appendonly yes", "appendonly no"),
    }),
  });
  try {
    for (const check of [allRestart, allCrash]) {
      expect(await runOn(forgetful, check)).toMatchObject({
        status: "skip",
        reason: expect.stringMatching(/^node \d-\d keeps no log of writes/),
      });
    }
  } finally {
    await forgetful.close();
  }
});
