import { connectRedis } from "../../../clients/redis/connect-redis";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { loadingReplica } from "../../../smoke/checks/redis";
import { expectIntact } from "../../support/intact-cluster";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21152;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

test("a replica that comes back is named to clients only with its primary's data", async () => {
  const result = await runOn(cluster, loadingReplica, { seed: 81 });
  expectPass(result);
  expect(result.evidence?.measured).toMatch(
    /; linked after \d+ ms; \d+ reads refused, \d+ old before the link, [1-9]\d* current; 0 empty reads; 0 old reads after the link; named to clients too early 0 times; named by all nodes after the link \d+ ms$/,
  );
});

test("deserves to fail when it answers as if a key were not there", async () => {
  const driver = changedDriver(cluster.driver, {
    start: async (ref) => {
      const client = await connectRedis(cluster.deployed, SMOKE_USER);
      try {
        const tags = Array.from({ length: 20 }, (_, tag) => tag);
        await Promise.all(tags.map((tag) => client.del(`cf-smoke:planted:load:{${tag}}:key`)));
      } finally {
        client.disconnect();
      }
      await cluster.driver.start(ref);
    },
  });
  const run = { seed: 82, runId: "planted" };
  const result = await runOn({ ...cluster, driver }, loadingReplica, run);
  expectFailure(result, /^[1-9]\d* empty reads$/);
});

test("deserves to fail when it keeps an old value", async () => {
  const driver = changedDriver(cluster.driver, {
    start: async (ref) => {
      const client = await connectRedis(cluster.deployed, SMOKE_USER);
      try {
        const tags = Array.from({ length: 20 }, (_, tag) => tag);
        await Promise.all(
          tags.map((tag) =>
            client.set(`cf-smoke:planted:load:{${tag}}:key`, "old", "KEEPTTL", "XX"),
          ),
        );
      } finally {
        client.disconnect();
      }
      await cluster.driver.start(ref);
    },
  });
  const run = { seed: 83, runId: "planted" };
  const result = await runOn({ ...cluster, driver }, loadingReplica, run);
  expectFailure(result, /^[1-9]\d* old reads after the link$/);
});

test("an interruption while it is stopped starts it again", async () => {
  const abort = new AbortController();
  const driver = changedDriver(cluster.driver, {
    stop: async (ref) => {
      await cluster.driver.stop(ref);
      abort.abort();
    },
  });
  const result = await runOn({ ...cluster, driver }, loadingReplica, { signal: abort.signal });
  expectInterrupted(result);
});
