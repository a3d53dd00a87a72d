import { busyNode } from "../../../smoke/checks/redis";
import { expectIntact } from "../../support/intact-cluster";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21200;
const NODE_TIMEOUT_MS = 1000;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: NODE_TIMEOUT_MS } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

async function configure(name: string, value: string | number): Promise<void> {
  for (const { id } of cluster.model.nodes) {
    const node = await cluster.operator(id);
    try {
      await node.call(cluster.commandName("CONFIG"), "SET", name, value);
    } finally {
      node.disconnect();
    }
  }
}

test("a primary that is busy for a short time stays, for a long one is replaced and steps down", async () => {
  const result = await runOn(cluster, busyNode, { seed: 61 });
  expectPass(result);
  expect(result.evidence).toMatchObject({
    measured: expect.stringMatching(
      /still owns its slots after [5-9]\d\d ms without an answer; suspected \d+ ms; .*; stepped down after it answered again \d+ ms; .* 0 writes refused at the short one/,
    ),
    details: { seed: 61, boundsMs: { suspected: 2100, elected: 3900, writable: 8400 } },
    exhibits: [
      { kind: "phases", since: expect.stringMatching(/^node \d-\d did not answer$/) },
      { kind: "load", faults: [{}, {}] },
      { kind: "writes", unexpected: 0, duplicated: 0 },
    ],
  });
});

test("deserves to fail when a short time is enough to be replaced", async () => {
  const operators = await Promise.all(cluster.model.nodes.map(({ id }) => cluster.operator(id)));
  try {
    let forced: Promise<unknown> | undefined;
    let heir: (typeof operators)[number] | undefined;
    const driver = changedDriver(cluster.driver, {
      pause: async (ref) => {
        await cluster.driver.pause(ref);
        forced ??= heir?.call("CLUSTER", "FAILOVER", "FORCE");
      },
    });
    const result = await runOn({ ...cluster, driver }, busyNode, {
      seed: 62,
      progress: (line) => {
        const [, shard, node] = /^holding node (\d)-(\d) up for/.exec(line) ?? [];
        if (shard !== undefined) heir = operators[2 * Number(shard) + (1 - Number(node))];
      },
    });
    expect(await forced).toBe("OK");
    expectFailure(result, /^node \d-\d was replaced after \d+ ms without an answer$/);
  } finally {
    for (const operator of operators) operator.disconnect();
  }
});

test("deserves to fail when nobody takes over after a long time", async () => {
  await configure("cluster-replica-no-failover", "yes");
  try {
    const result = await runOn(cluster, busyNode, { seed: 63 });
    expectFailure(result, /^elected never, bound at most 3900 ms; writable never/);
  } finally {
    await configure("cluster-replica-no-failover", "no");
  }
});

test.each([
  ["short", 1],
  ["long", 2],
])("an interruption in the %s time lets the node run again", async (_, time) => {
  const abort = new AbortController();
  let pauses = 0;
  const driver = changedDriver(cluster.driver, {
    pause: async (ref) => {
      await cluster.driver.pause(ref);
      if (++pauses === time) abort.abort();
    },
  });
  const result = await runOn({ ...cluster, driver }, busyNode, { signal: abort.signal, seed: 64 });
  expectInterrupted(result);
});
