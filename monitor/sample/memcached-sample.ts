import type { MemcachedStats } from "../../clients/memcached/stats";
import type { AnsweredSample, SilentSample } from "./sample";

/** What a node of a Memcached ring tells of itself. */
export interface MemcachedNodeSample extends AnsweredSample {
  readonly kind: "memcached";
  /** `stats`. */
  readonly stats: MemcachedStats;
  /** `stats items`: of the items by their size. */
  readonly items: MemcachedStats;
}

export type MemcachedSample = MemcachedNodeSample | SilentSample;
