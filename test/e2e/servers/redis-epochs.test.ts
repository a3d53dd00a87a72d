import { epochs } from "../../../smoke/checks/redis";
import { expectFailure, expectPass, runOn } from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const PORT = 21160;

/** Runs the check at some nodes only, as if there were no others. */
function atNodes(cluster: TestCluster, ids: readonly string[]): TestCluster {
  const nodes = cluster.deployed.manifest.nodes.filter(({ id }) => ids.includes(id));
  return withManifest(cluster, { nodes });
}

async function onCluster(
  options: Omit<Parameters<typeof startTestCluster>[0], "port">,
  work: (cluster: TestCluster) => Promise<void>,
): Promise<void> {
  const cluster = await startTestCluster({
    port: PORT,
    ...options,
    props: { nodeTimeoutMs: 1000 },
  });
  try {
    await work(cluster);
  } finally {
    await cluster.close();
  }
}

test("every primary of a cluster as the kit deploys it has an epoch of its own", async () => {
  await onCluster({}, async (cluster) => {
    const result = await runOn(cluster, epochs);
    expectPass(result);
    expect(result.evidence?.measured).toBe("current epoch 3 on 6 nodes; config epochs 1, 2, 3");
  });
});

test("two owners with one config epoch deserve to fail", async () => {
  // The engine would settle it if the two met; here one of them is away.
  const seed = (good: string): string => good.replaceAll(" 0 0 2 connected", " 0 0 1 connected");
  await onCluster({ seed, only: ["0-0"], wait: "listening" }, async (cluster) => {
    const result = await runOn(atNodes(cluster, ["0-0"]), epochs);
    expectFailure(result, "node 0-0 sees config epoch 1 of more than one owner");
  });
});

test("nodes that do not hear of each other's epochs deserve to fail", async () => {
  const alone = (good: string): string => {
    const own = good.split("\n").filter((line) => line.includes("myself"));
    return [
      ...own,
      `vars currentEpoch ${own.join().includes("0-5460") ? 4 : 9} lastVoteEpoch 0`,
      "",
    ].join("\n");
  };
  const only = ["0-0", "1-0"];
  await onCluster({ seed: alone, only, wait: "listening" }, async (cluster) => {
    const result = await runOn(atNodes(cluster, only), epochs);
    expectFailure(result, /^current epoch 4 on node 0-0, 9 on node 1-0$/);
  });
});
