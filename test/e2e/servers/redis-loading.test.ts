import { connectNode } from "../../../clients/redis/node-connection";
import { waitWhole } from "../../../operate/redis/wait-whole";
import { watchOf } from "../../../operate/redis/wait-for-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21800;
const KEYS = 30_000;
/** Settings of the servers' own tests: seconds for the keys, and answers meanwhile, from a log and from a primary. */
const SLOW_LOADING = "key-load-delay 50\nloading-process-events-interval-bytes 4096\n";
/** Far less than the server needs. */
const PATIENCE_MS = 3000;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: PORT,
    props: { nodeTimeoutMs: 5000 },
    files: (good) => ({
      ...good,
      "redis.conf": `${good["redis.conf"]}${SLOW_LOADING}`,
    }),
  });
});
afterAll(() => cluster.close());

/** Waits for the whole cluster; tells for how many milliseconds a node said that it reads its data. */
async function millisecondsOfLoading(): Promise<number> {
  const watch = watchOf(cluster.deployed);
  const saidAt: number[] = [];
  try {
    const processes = { stopped: () => Promise.resolve([]), logTail: () => "" };
    await waitWhole(watch, processes, PATIENCE_MS, async () => {
      const views = await watch.look();
      if (views.some(({ problem }) => problem?.startsWith("LOADING ") === true)) {
        saidAt.push(performance.now());
      }
    });
    return (saidAt.at(-1) ?? 0) - (saidAt[0] ?? 0);
  } finally {
    watch.close();
  }
}

test("a node that reads its data is waited for, however long that takes", async () => {
  const primary = await connectNode({
    host: "127.0.0.1",
    port: PORT,
    user: "api",
    password: cluster.secrets.password("cluster", "api"),
    authority: cluster.secrets.authority(),
  });
  const pipeline = primary.pipeline();
  // Tag 3 lies in the first shard.
  for (let key = 0; key < KEYS; key++) pipeline.set(`session:{3}${key}`, "x");
  await pipeline.exec();
  await primary.wait(1, 5000);
  primary.disconnect();
  const [replica] = cluster.deployed.manifest.nodes.filter(({ id }) => id === "0-1");
  await cluster.driver.kill(String(replica?.ref));
  await cluster.driver.start(String(replica?.ref));
  expect(await millisecondsOfLoading()).toBeGreaterThan(PATIENCE_MS);
});

test("a node that does not answer is waited for no longer than the patience goes", async () => {
  await cluster.driver.pause("0-1");
  try {
    await expect(millisecondsOfLoading()).rejects.toMatchObject({
      code: "REDIS_CLUSTER_NOT_WHOLE",
    });
  } finally {
    await cluster.driver.resume("0-1");
  }
});
