import type { MemcachedManifest } from "../core/manifest";

/** A Memcached ring of any target. */
export interface IMemcachedCluster {
  readonly name: string;
  /** What everything that uses the ring is told; holds no secret. */
  readonly manifest: MemcachedManifest;
}
