import type { CrashingCluster } from "../crashing-cluster";

/** The node of a shard of two that is its primary now. */
export async function primaryOf(cluster: CrashingCluster, shard: number): Promise<string> {
  return (await cluster.isPrimary(`${shard}-0`)) ? `${shard}-0` : `${shard}-1`;
}

/** The other one. */
export async function replicaOf(cluster: CrashingCluster, shard: number): Promise<string> {
  return (await cluster.isPrimary(`${shard}-0`)) ? `${shard}-1` : `${shard}-0`;
}
