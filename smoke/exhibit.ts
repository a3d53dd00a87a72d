import type { Quantiles } from "../constructs/core/quantiles";

/** What a report can draw of a check; each kind is one picture or table. */
export type Exhibit =
  | SlotMapExhibit
  | PhasesExhibit
  | LoadExhibit
  | WritesExhibit
  | AclMatrixExhibit
  | RingSharesExhibit;

/** Who owns which slots, before and after. */
export interface SlotMapExhibit {
  readonly kind: "slot-map";
  readonly before: readonly SlotOwner[];
  readonly after: readonly SlotOwner[];
}

export interface SlotOwner {
  /** As the manifest names it. */
  readonly node: string;
  /** Such as `0-5460`. */
  readonly slots: readonly string[];
  /** Nodes that follow it. */
  readonly replicas: readonly string[];
}

/** When each phase of an event was reached, and when it has to be at the latest. */
export interface PhasesExhibit {
  readonly kind: "phases";
  /** The event from which milliseconds are counted, such as `SIGKILL of node 0-0`. */
  readonly since: string;
  readonly phases: readonly {
    readonly name: string;
    /** Milliseconds since the event. @default - never reached */
    readonly ms?: number;
    /** Milliseconds since the event. @default - it is told and not judged */
    readonly boundMs?: number;
  }[];
}

/** A load over time. */
export interface LoadExhibit {
  readonly kind: "load";
  /** What the requests have in common, such as `requests to node 1`. @default - they are writes to any node */
  readonly subject?: string;
  /** Milliseconds that each point covers. */
  readonly stepMs: number;
  readonly points: readonly LoadPoint[];
  /** Stretches in which a fault stood, on the clock of the points. */
  readonly faults: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly what: string;
  }[];
}

/** Requests that began within one step. */
export interface LoadPoint {
  /** Milliseconds from the fault to the beginning of the step; negative before it. */
  readonly atMs: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  /** Of the acknowledged, reads that found nothing. @default 0 */
  readonly misses?: number;
  /** Milliseconds from the beginning of a request to its acknowledgement. @default - none was acknowledged */
  readonly p50Ms?: number;
  /** @default - none was acknowledged */
  readonly maxMs?: number;
}

/** What became of every write. */
export interface WritesExhibit {
  readonly kind: "writes";
  readonly acknowledged: number;
  /** Those of the acknowledged ones that every replica had. @default - no replica was asked */
  readonly confirmed?: number;
  readonly failed: number;
  readonly unknown: number;
  readonly lost: number;
  /** Those of the lost ones that every replica had. @default - no replica was asked */
  readonly lostConfirmed?: number;
  /** Milliseconds from an acknowledgement to the last read that saw the write. @default - nothing was lost */
  readonly lostLatencyMs?: Quantiles;
  readonly recovered: number;
  readonly duplicated: number;
  readonly unexpected: number;
  readonly stale: number;
  /** Milliseconds from the first to the last acknowledgement that did not last. */
  readonly lossWindowMs: number;
  /** What each shard went through over several faults. @default - the scenario has one */
  readonly shards?: readonly ShardWindows[];
}

/** Over several faults, how long a shard took no writes, and for how long its writes did not last. */
export interface ShardWindows {
  /** From 0, in the order of the lowest slot. */
  readonly shard: number;
  /** Longest time without an acknowledged write, of each fault, in milliseconds. */
  readonly unavailableMs: Quantiles;
  /** From the first to the last lost acknowledgement, of each fault, in milliseconds; 0 where none was lost. */
  readonly lossWindowMs: Quantiles;
}

/** What each user may do. */
export interface AclMatrixExhibit {
  readonly kind: "acl-matrix";
  /** What was tried, such as `SET on a key of its own`. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly user: string;
    /** One for each column; `null` where it was not tried. */
    readonly cells: readonly (AclCell | null)[];
  }[];
}

export interface AclCell {
  readonly isAllowed: boolean;
  /** Whether that is as deployed. */
  readonly isExpected: boolean;
}

/** Keys on each node of a ring. */
export interface RingSharesExhibit {
  readonly kind: "ring-shares";
  readonly keys: number;
  readonly nodes: readonly {
    readonly node: string;
    /** Share of the ring's points, 0 to 1. */
    readonly expected: number;
    /** Share of the keys, 0 to 1. */
    readonly measured: number;
    /** How far `measured` may lie from `expected`. */
    readonly tolerance: number;
  }[];
}
