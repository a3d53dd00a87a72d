import { aclChange, connectionLost } from "../../../smoke/checks/redis";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { expectIntact } from "../../support/intact-cluster";
import {
  expectFailure,
  expectInterrupted,
  expectPass,
  runOn,
  withAcl,
} from "../../support/redis-check";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21208;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(async () => {
  await expectIntact(cluster);
  expect(await everywhere("ACL", "USERS").then((lists) => lists.flat().join())).not.toMatch(
    "cf-smoke-",
  );
});

/** Has every node do the same. */
async function everywhere(...words: [string, ...string[]]): Promise<unknown[]> {
  return Promise.all(
    cluster.model.nodes.map(async ({ id }) => {
      const node = await cluster.operator(id);
      try {
        return await node.call(...words);
      } finally {
        node.disconnect();
      }
    }),
  );
}

async function replicationUser(name: string): Promise<void> {
  await everywhere(cluster.commandName("CONFIG"), "SET", "masteruser", name);
}

describe("a change of rights", () => {
  test("takes effect at once and costs nobody else anything", async () => {
    const result = await runOn(cluster, aclChange);
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(
        /^old connections with the right to write write; .* removed, it is out on every node; 0 of (9|1\d|2\d) connections of others dropped/,
      ),
      details: { writes: { failed: 0, unknown: 0, lost: [] } },
      exhibits: [{ kind: "load" }, { kind: "writes", lost: 0 }],
    });
  });

  test("deserves to fail when it drops connections of others", async () => {
    let dropped: Promise<unknown[]> | undefined;
    const result = await runOn(cluster, aclChange, {
      progress: (line) => {
        if (line.startsWith("taking")) dropped = everywhere("CLIENT", "KILL", "USER", SMOKE_USER);
      },
    });
    await dropped;
    expectFailure(result, /[1-9]\d* of \d+ connections of others dropped/);
  });

  test("deserves to fail where a node does not keep it", async () => {
    const user = "cf-smoke-planted";
    const node = await cluster.operator("1-0");
    let isOver = false;
    let giving: Promise<void> | undefined;
    const giveAgain = async (): Promise<void> => {
      while (!isOver) await node.call("ACL", "SETUSER", user, "+set");
    };
    try {
      const result = await runOn(cluster, aclChange, {
        runId: "planted",
        progress: (line) => {
          if (line.startsWith("taking")) giving = giveAgain();
        },
      });
      isOver = true;
      await giving;
      expectFailure(
        result,
        /old connections without it, node 1-0: SET (?!NOPERM)/,
        /new connections without it, node 1-0: SET (?!NOPERM)/,
      );
    } finally {
      isOver = true;
      await giving;
      await node.call("ACL", "DELUSER", user);
      node.disconnect();
    }
  });

  test("leaves no user behind after an interruption", async () => {
    const abort = new AbortController();
    const result = await runOn(cluster, aclChange, {
      signal: abort.signal,
      progress: (line) => {
        if (line.startsWith("taking")) abort.abort();
      },
    });
    expectInterrupted(result);
  });
});

describe("cut connections", () => {
  test("are made again without a failed write", async () => {
    const result = await runOn(cluster, connectionLost, { seed: 71 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      details: { seed: 71, writes: { failed: 0, unknown: 0, lost: [] } },
      exhibits: [
        { kind: "load", faults: [{}, {}] },
        { kind: "writes", unknown: 0 },
      ],
    });
    expect(result.evidence?.measured).toMatch(/link of the replicas again after \d+ ms;/);
  });

  test("deserve to fail when a replica may not link again", async () => {
    let until: NodeJS.Timeout | undefined;
    let mended: Promise<void> | undefined;
    await replicationUser("nobody");
    try {
      const result = await runOn(cluster, connectionLost, {
        seed: 72,
        progress: (line) => {
          if (!line.startsWith("cutting the links")) return;
          until = setTimeout(() => {
            mended = replicationUser("cf-replica");
          }, 4000);
        },
      });
      await mended;
      expectFailure(
        result,
        /^link of the replicas again after (\d{4,} ms|never), bound at most 2500 ms$/,
      );
    } finally {
      clearTimeout(until);
      await replicationUser("cf-replica");
    }
  });

  test("deserve to fail when writes are refused afterwards", async () => {
    const ids = cluster.model.nodes.map(({ id }) => id);
    await withAcl(cluster, ids, SMOKE_USER, ["-set"], async () => {
      const result = await runOn(cluster, connectionLost, { seed: 73 });
      expectFailure(result, /0 writes acknowledged, [1-9]\d* failed/);
    });
  });

  test("are no longer cut after an interruption", async () => {
    const abort = new AbortController();
    const result = await runOn(cluster, connectionLost, {
      signal: abort.signal,
      seed: 74,
      progress: (line) => {
        if (line.startsWith("cutting the links")) abort.abort();
      },
    });
    expectInterrupted(result);
  });
});
