import type { LoadedManifest } from "../clients/manifest-file";
import type { Looks } from "./health/health-of-nodes";
import type { Thresholds } from "./health/judge";
import { memcachedHealth } from "./health/memcached-health";
import { redisHealth } from "./health/redis-health";
import type { CacheHealth } from "./health/report";
import { MemcachedSampler } from "./sample/memcached-sampler";
import { RedisSampler } from "./sample/redis-sampler";
import type { SampledNode, SilentSample } from "./sample/sample";
import type { Sampler, SamplingOptions } from "./sample/sampler";

/** A cluster or ring that is looked at again and again. */
export interface WatchedCache {
  /** Takes a sample of every node; what counts over time is compared with the one before. */
  look(): Promise<void>;
  /** How it is, by what was seen last. @param now milliseconds since 1970 */
  health(thresholds: Thresholds, now: number): CacheHealth;
  close(): Promise<void>;
}

/** Looks at one cluster or ring. @throws as `connectMemcached` for a ring */
export function watchCache(
  { manifest, ...place }: LoadedManifest,
  options: SamplingOptions = {},
): WatchedCache {
  if (manifest.kind === "redis-cluster") {
    const sampler = new RedisSampler({ ...place, manifest }, options);
    return new Watched(sampler, (looks) => redisHealth(manifest, looks));
  }
  const sampler = new MemcachedSampler({ ...place, manifest }, options);
  return new Watched(sampler, (looks) => memcachedHealth(manifest, looks));
}

class Watched<Sample extends SampledNode> implements WatchedCache {
  private before: readonly (Sample | SilentSample)[] = [];
  private after: readonly (Sample | SilentSample)[] = [];

  constructor(
    private readonly sampler: Sampler<Sample>,
    private readonly healthOf: (looks: Looks<Sample>) => CacheHealth,
  ) {}

  async look(): Promise<void> {
    const seen = await this.sampler.sample();
    this.before = this.after;
    this.after = seen;
  }

  health(thresholds: Thresholds, now: number): CacheHealth {
    const { after, before } = this;
    return this.healthOf({ before, after, thresholds, now });
  }

  async close(): Promise<void> {
    await this.sampler.close();
  }
}
