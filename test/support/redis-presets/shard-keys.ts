import { holdsSlot, slotOf, slotRanges } from "../../../constructs/redis/slots";
import type { TestCluster } from "../redis-server";

/** The first of numbered keys that lies in a shard of a cluster as it is deployed. */
export function keyOfShard(cluster: TestCluster, shard: number, prefix: string): string {
  const range = slotRanges(cluster.deployed.manifest.topology.shards)[shard];
  if (range === undefined) throw new Error(`there is no shard ${shard}`);
  for (let number = 0; ; number++) {
    const key = `session:${prefix}${number}`;
    if (holdsSlot(range, slotOf(key))) return key;
  }
}
