import { connectRedis } from "../../../clients/redis/connect-redis";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { replicaReads, tlsPorts } from "../../../smoke/checks/redis";
import { expectIntact } from "../../support/intact-cluster";
import {
  expectFailure,
  expectInterrupted,
  expectPass,
  runOn,
  withAcl,
} from "../../support/redis-check";
import { editFile } from "../../support/redis-node";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const PORT = 21180;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
afterEach(() => expectIntact(cluster));

/** Sets a key of the check in every slot that it may choose, for a short time. */
async function setUnwritten(runId: string): Promise<void> {
  const client = await connectRedis(cluster.deployed, SMOKE_USER);
  try {
    for (let tag = 0; tag < 20; tag++) {
      await client.set(`cf-smoke:${runId}:read:{${tag}}:b`, "after", "PX", 4000);
    }
  } finally {
    client.disconnect();
  }
}

describe("replica reads", () => {
  test("are served after READONLY, and a transaction that meets a failover is refused", async () => {
    const result = await runOn(cluster, replicaReads, { seed: 51 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /READONLY: "OK"; a read after it: "before"; a write after it: MOVED .*; EXEC after the hand-over: (MOVED|EXECABORT)/,
    );
  });

  test("deserve to fail where READONLY is refused", async () => {
    const ids = cluster.model.nodes.map(({ id }) => id);
    await withAcl(cluster, ids, SMOKE_USER, ["-readonly"], async () => {
      const result = await runOn(cluster, replicaReads, { seed: 51 });
      expectFailure(result, /READONLY: NOPERM/, /a read after it: MOVED/);
    });
  });

  test("deserve to fail when half of a transaction is there", async () => {
    let planted: Promise<void> | undefined;
    const result = await runOn(cluster, replicaReads, {
      seed: 52,
      runId: "planted",
      progress: (line) => {
        if (line.startsWith("asking node")) planted = setUnwritten("planted");
      },
    });
    await planted;
    expectFailure(result, /^its keys: \["before","after"\]$/);
  });

  test("are left as they were after an interruption before the failover", async () => {
    const abort = new AbortController();
    const result = await runOn(cluster, replicaReads, {
      seed: 53,
      signal: abort.signal,
      progress: (line) => {
        if (line.startsWith("asking node")) abort.abort();
      },
    });
    expectInterrupted(result);
  });

  test("are skipped without replicas", async () => {
    const { topology } = cluster.deployed.manifest;
    const alone = withManifest(cluster, { topology: { ...topology, replicasPerShard: 0 } });
    expect(await runOn(alone, replicaReads)).toMatchObject({ status: "skip" });
  });
});

describe("named ports", () => {
  test("speak TLS, and nothing else", async () => {
    const result = await runOn(cluster, tlsPorts);
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /^6 of 6 nodes: 18 ports named, CLUSTER NODES: TLS, CLUSTER SLOTS: TLS, CLUSTER SHARDS \(tls-port\): TLS$/,
    );
  });

  test("deserve to fail when one of them is in clear", async () => {
    const both = await startTestCluster({
      port: PORT + 10,
      props: { nodeTimeoutMs: 1000 },
      files: (good, node) =>
        node.id === "1-0" ? editFile("redis.conf", ["port 0", `port ${PORT + 18}`])(good) : good,
    });
    try {
      const result = await runOn(both, tlsPorts);
      expectFailure(
        result,
        new RegExp(`CLUSTER SHARDS \\(port\\) names 127.0.0.1:${PORT + 18}: no TLS`),
      );
    } finally {
      await both.close();
    }
  });
});
