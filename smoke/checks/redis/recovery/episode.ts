import type { CrashPlan } from "./crash-plan";

/** Servers that died at the same moment. */
export interface Crash extends Pick<CrashPlan, "kind" | "nodes" | "shards"> {
  /** Moment on the clock of `performance.now()`. */
  readonly at: number;
}

/** What happened between two moments at which the cluster was whole. */
export interface Episode {
  readonly crashes: readonly Crash[];
  /** The first crash, on the clock of `performance.now()`. */
  readonly from: number;
  /** When the cluster was whole again. */
  readonly to: number;
}

/** Milliseconds by which the log of writes may lag: an fsync under way puts the next write to it off for as long (`flushAppendOnlyFile`, `aof.c`). */
const FSYNC_MS = 2000;
/** Milliseconds before a crash of which it may take what was not sent to a replica yet. */
const UNSENT_MS = 1000;

/** Whether a write to a shard falls into an episode in which the shard's nodes died one after the other, or together. */
export function mayBeUnkept(
  episodes: readonly Episode[],
  shard: number,
  acknowledgedAt: number,
): boolean {
  return episodes.some(({ crashes, from, to }) => {
    const deaths = crashes
      .filter(({ shards }) => shards.includes(shard))
      .reduce((sum, { kind, nodes }) => sum + (kind === "whole shard" ? nodes.length : 1), 0);
    return deaths > 1 && from - FSYNC_MS <= acknowledgedAt && acknowledgedAt <= to;
  });
}

/** Whether a write to a shard was acknowledged shortly before one of its nodes died, or before the cluster was whole. */
export function mayBeLost(
  episodes: readonly Episode[],
  shard: number,
  acknowledgedAt: number,
): boolean {
  return episodes.some(
    ({ crashes, from, to }) =>
      crashes.some(({ shards }) => shards.includes(shard)) &&
      from - UNSENT_MS <= acknowledgedAt &&
      acknowledgedAt <= to,
  );
}
