import { clusterState } from "../../smoke/checks/redis";
import { expectNoKeys, expectPass, runOn } from "./redis-check";
import type { TestCluster } from "./redis-server";

/** Whatever a check met, it leaves a whole cluster of living nodes without its keys. */
export async function expectIntact(cluster: TestCluster): Promise<void> {
  for (const { ref } of cluster.deployed.manifest.nodes) {
    expect(await cluster.driver.isRunning(ref)).toBe(true);
  }
  expectPass(await runOn(cluster, clusterState));
  await expectNoKeys(cluster);
}
