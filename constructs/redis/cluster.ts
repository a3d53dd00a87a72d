import type { RedisManifest } from "../core/manifest";

/** A Redis Cluster of any target. */
export interface IRedisCluster {
  readonly name: string;
  /** What everything that uses the cluster is told; holds no secret. */
  readonly manifest: RedisManifest;
}
