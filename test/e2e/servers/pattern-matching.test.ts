import { connectRedis } from "../../../clients/redis/connect-redis";
import { RedisUser } from "../../../constructs/redis/user";
import { patternMatching } from "../../../smoke/checks/redis";
import type { CheckRunOptions } from "../../support/redis-check";
import { expectFailure, expectNoKeys, expectPass, runOn, withAcl } from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

jest.setTimeout(120_000);

const RUN_ID = "matching";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 20220,
    props: {
      nodeTimeoutMs: 1000,
      users: [
        RedisUser.readWrite("api", { keys: ["session:*"] }),
        RedisUser.forPattern("matching", "sweeper", { keys: ["session:*"] }),
        RedisUser.forPattern("matching", "purger", { keys: ["*"] }),
        RedisUser.forPattern("matching", "stranger", { keys: ["other:*"] }),
      ],
    },
  });
});
afterAll(() => cluster?.close());
afterEach(() => expectNoKeys(cluster));

/** The same cluster as if the user were its only one who may SCAN, if any is. */
function withSweeper(name?: string): TestCluster {
  const users = cluster.deployed.manifest.users.filter(
    (user) => user.role !== "custom" || user.name === name,
  );
  return withManifest(cluster, { users });
}

test.each(["sweeper", "purger"])("%s deletes by pattern, through a failover", async (name) => {
  const result = await runOn(withSweeper(name), patternMatching);
  expectPass(result);
  expect(result.evidence?.measured).toMatch(
    new RegExp(
      `; ${name} counted 300 of 300 keys on 3 shards; [1-9]\\d* deletions while node .* took over from .* counted 300\\b.*; 0 deletions failed; 0 keys left; 0 other keys deleted$`,
    ),
  );
});

test.each([
  ["nobody", /^no user may SCAN: .*RedisUser\.forPattern\("matching", …\)$/],
  ["stranger", /^who may SCAN \(stranger\) lacks .* or no user may store keys/],
])("it is skipped where the only one who may SCAN is %s", async (name, reason) => {
  const { reason: told, status } = await runOn(withSweeper(name), patternMatching);
  expect([status, told]).toEqual(["skip", expect.stringMatching(reason)]);
});

test("it leaves no key when it is interrupted while a shard is handed over", async () => {
  const abort = new AbortController();
  const result = await runOn(withSweeper("sweeper"), patternMatching, {
    signal: abort.signal,
    progress: () => abort.abort(),
  });
  expect(result).toMatchObject({ status: "error", reason: "interrupted" });
  expect(result).not.toHaveProperty("leaves");
});

describe("deserves to fail:", () => {
  const ids = ["0-0", "0-1", "1-0", "1-1", "2-0", "2-1"];

  async function replicas(): Promise<string[]> {
    const nodes = await Promise.all(
      ids.map(async (id) => {
        const node = await cluster.operator(id);
        const [role] = await node.role().finally(() => node.disconnect());
        return { id, role: String(role) };
      }),
    );
    return nodes.filter(({ role }) => role === "slave").map(({ id }) => id);
  }

  test("a replica on which the user may not delete", async () => {
    await withAcl(cluster, await replicas(), "sweeper", ["-unlink"], async () => {
      const result = await runOn(withSweeper("sweeper"), patternMatching);
      expectFailure(result, /^1 deletions failed: .*NOPERM/);
    });
  });

  test("a shard on which the user may not look", async () => {
    await withAcl(cluster, ["1-0", "1-1"], "sweeper", ["-scan"], async () => {
      const result = await runOn(withSweeper("sweeper"), patternMatching);
      expectFailure(result, /NOPERM .*'scan'/);
    });
  });

  test("keys that somebody stores again", async () => {
    const client = await connectRedis(cluster.deployed, "api");
    const key = `session:cf-smoke-${RUN_ID}-matching:doomed:0`;
    let isOver = false;
    let stored = 0;
    const storing = (async () => {
      for (; !isOver; stored += 1) await client.set(key, "1", "EX", 60);
    })();
    const options: CheckRunOptions = { runId: RUN_ID };
    try {
      const result = await runOn(withSweeper("sweeper"), patternMatching, options);
      expectFailure(result, /[1-9]\d* keys left/);
    } finally {
      isOver = true;
      await storing.finally(() => client.del(key)).finally(() => client.disconnect());
    }
    expect(stored).toBeGreaterThan(0);
  });
});
