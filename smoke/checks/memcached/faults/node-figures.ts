import type { MemcachedStats } from "../../../../clients/memcached/stats";

/** A figure of a node by name; not a number when the server does not report it, which no bound accepts. */
export function figureOf(figures: MemcachedStats, name: string): number {
  return Number(figures[name] ?? Number.NaN);
}
