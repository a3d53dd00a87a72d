import { ValidationError } from "../core/errors";

/** What a node does when its memory is full; `redis.conf`, `maxmemory-policy`. */
export const EVICTION_POLICIES = [
  "noeviction",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
] as const;

export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

/**
 * Refuses what is no policy, as a configuration in JavaScript may have it.
 *
 * @throws ValidationError REDIS_EVICTION
 */
export function requireEviction(policy: string): EvictionPolicy {
  const known = EVICTION_POLICIES.find((candidate) => candidate === policy);
  if (known !== undefined) return known;
  throw new ValidationError("REDIS_EVICTION", {
    problem: "the engine has no such eviction policy",
    received: policy,
    allowed: EVICTION_POLICIES.join(", "),
    fix: "choose one of the policies",
  });
}
