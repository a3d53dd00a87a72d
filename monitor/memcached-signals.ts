import { LOAD_THRESHOLDS } from "./load-thresholds";
import type { BadSide, CloudWatchSource, Threshold } from "./threshold";

/** Signals of nodes of ElastiCache that those of Memcached have as well. */
export type MemcachedSignalId = "host-cpu" | "cpu-credits" | "swap" | "evictions" | "connections";

/** A signal of a node of Memcached in ElastiCache, with the value beyond which it is bad. */
export interface MemcachedSignal extends Pick<
  Threshold,
  "title" | "meaning" | "action" | "value" | "unit" | "why" | "window"
> {
  readonly id: MemcachedSignalId;
  readonly bad: BadSide;
  /** Whether burstable nodes alone have it. */
  readonly needsCredits: boolean;
  readonly cloudwatch: CloudWatchSource;
}

/** What differs from nodes of Redis; "guide" as in `load-thresholds.ts`. */
const OTHERWISE: Readonly<
  Record<MemcachedSignalId, Partial<Pick<Threshold, "title" | "action" | "value" | "why">>>
> = {
  "host-cpu": {
    action: "Use a larger node type, or give the ring more nodes.",
    why: "Memcached uses every processor: the guide takes 90 %",
  },
  "cpu-credits": {},
  swap: {
    value: 50_000_000,
    action: "Raise connectionOverheadMib, or use a larger node type.",
    why: "The guide takes up to 50 MB for Memcached",
  },
  evictions: { title: "Evicted items" },
  connections: {
    action: "Look for clients that connect anew for each request, then give the ring more nodes.",
  },
};

/** Every signal of such a ring, in the order of pages. */
export const MEMCACHED_SIGNALS: readonly MemcachedSignal[] = LOAD_THRESHOLDS.flatMap(
  (shared: Threshold) => {
    const { cloudwatch, id } = shared;
    if (!isOfMemcached(id) || cloudwatch === undefined) return [];
    const { action, bad = "above", meaning, needs, title, unit, value, why, window } = shared;
    const needsCredits = needs === "credits";
    const same = { id, title, meaning, action, value, bad, unit, why, window, needsCredits };
    return [{ ...same, cloudwatch, ...OTHERWISE[id] }];
  },
);

function isOfMemcached(id: string): id is MemcachedSignalId {
  return Object.hasOwn(OTHERWISE, id);
}
