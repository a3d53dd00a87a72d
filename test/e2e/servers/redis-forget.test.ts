import { parseClusterNodes, selfLine } from "../../../constructs/redis/cluster-nodes";
import { forget } from "../../../smoke/checks/redis";
import { expectIntact } from "../../support/intact-cluster";
import {
  expectFailure,
  expectInterrupted,
  expectPass,
  runOn,
  withAcl,
} from "../../support/redis-check";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21170;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

async function idOf(node: string): Promise<string> {
  const operator = await cluster.operator(node);
  try {
    const lines = parseClusterNodes(String(await operator.call("CLUSTER", "NODES")));
    return selfLine(lines)?.id ?? "";
  } finally {
    operator.disconnect();
  }
}

test.each([41, 42])("a replica is forgotten, met again, and follows as before", async (seed) => {
  const ids = await Promise.all(cluster.model.nodes.map(({ id }) => idOf(id)));
  const result = await runOn(cluster, forget, { seed });
  expectPass(result);
  expect(result.evidence).toMatchObject({
    measured: expect.stringMatching(/; repeated MEETs have changed nothing; the same ids, owners/),
    figures: [{ atMost: 60_000 }, { atMost: 1500 }, { what: "linked again after" }],
    details: { writes: { failed: 0, unknown: 0, lost: [] } },
    exhibits: [{ kind: "slot-map" }, { kind: "load" }, { kind: "writes", lost: 0 }],
  });
  expect(await Promise.all(cluster.model.nodes.map(({ id }) => idOf(id)))).toEqual(ids);
});

test("a node that is not told to forget deserves to fail", async () => {
  await withAcl(cluster, ["1-0"], "cf-operator", ["-cluster|forget"], async () => {
    const result = await runOn(cluster, forget, { seed: 41 });
    expectFailure(result, /^node 1-0 refuses CLUSTER FORGET: NOPERM/);
  });
});

test("a forgotten node that somebody knows again deserves to fail", async () => {
  const operators = await Promise.all(["0-0", "1-0"].map((id) => cluster.operator(id)));
  let isBusy = true;
  const meetings: Promise<void>[] = [];
  const result = await runOn(cluster, forget, {
    seed: 41,
    progress: (line) => {
      const [, node] = /^having all nodes forget node (.*)$/.exec(line) ?? [];
      const { port } = cluster.model.nodes.find(({ id }) => id === node) ?? {};
      if (port !== undefined) meetings.push(...operators.map((one) => keepMeeting(one, port)));
    },
  });
  isBusy = false;
  await Promise.all(meetings);
  for (const operator of operators) operator.disconnect();
  expect(meetings).toHaveLength(2);
  expectFailure(result, /^forgotten node \d-\d is known again to /);

  async function keepMeeting(operator: (typeof operators)[number], port: number): Promise<void> {
    while (isBusy) {
      await operator.call("CLUSTER", "MEET", "127.0.0.1", port, port + 10_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

test.each([["forget"], ["meet"]])(
  "an interruption at the time to %s leaves a whole cluster",
  async (what) => {
    const abort = new AbortController();
    const result = await runOn(cluster, forget, {
      seed: 43,
      signal: abort.signal,
      progress: (line) => {
        if (line.includes(what)) setTimeout(() => abort.abort(), 30);
      },
    });
    expectInterrupted(result);
  },
);
