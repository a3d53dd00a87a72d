import * as checks from "../../smoke/checks/redis";
import { expectNoKeys, expectPass, runOn } from "./redis-check";
import type { TestCluster } from "./redis-server";
import { settingOf } from "./redis-settings";

/** Parameters that scenarios of elections change, and what they are as deployed. */
const SETTINGS: Readonly<Record<string, string>> = {
  "cluster-replica-no-failover": "no",
  "cluster-replica-validity-factor": "10",
  "cluster-allow-replica-migration": "no",
  "repl-ping-replica-period": "10",
  masteruser: "cf-replica",
};

/** Expects a whole cluster of living nodes as deployed, without keys of the harness. */
export async function expectUndone(cluster: TestCluster): Promise<void> {
  for (const { ref } of cluster.deployed.manifest.nodes) {
    expect(await cluster.driver.isRunning(ref)).toBe(true);
  }
  expectPass(await runOn(cluster, checks.clusterState));
  await expectNoKeys(cluster);
  for (const [name, value] of Object.entries(SETTINGS)) {
    expect([name, ...new Set(await settingOf(cluster, name))]).toEqual([name, value]);
  }
}
