import type { RedisManifest } from "../../../constructs/core/manifest";

type Topology = RedisManifest["topology"];

/** A number and what it may become, both included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Shards that a cluster may have: those of the first day, or as many as its scaling allows. */
export function shardBounds({ scaling, shards }: Topology): Bounds {
  return scaling?.shards ?? { min: shards, max: shards };
}

/** The same for the replicas of each shard. */
export function replicaBounds({ replicasPerShard, scaling }: Topology): Bounds {
  return scaling?.replicasPerShard ?? { min: replicasPerShard, max: replicasPerShard };
}

/** What is expected of the shards, in words. */
export function topologyText(topology: Topology): string {
  const shards = boundsText(shardBounds(topology));
  return `${topology.slots} slots owned by ${shards} shards, ${boundsText(replicaBounds(topology))} linked replicas each`;
}

/** Such as `3`, or `3 to 6`. */
export function boundsText({ max, min }: Bounds): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
