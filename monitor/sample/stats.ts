import type { MemcachedStats } from "../../clients/memcached/stats";

/** A figure as a number; `undefined` where the server has no such figure, or not a number in it. */
export function statNumber(stats: MemcachedStats, name: string): number | undefined {
  const value = Number(stats[name] ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Items that were refused for want of memory by their slab, in `stats items`. */
export function refusedBySlab(items: MemcachedStats): readonly (readonly [string, number])[] {
  return Object.entries(items).flatMap(([name, value]) => {
    const slab = /^items:(\d+):outofmemory$/.exec(name)?.[1];
    return slab === undefined ? [] : [[slab, Number(value)] as const];
  });
}
