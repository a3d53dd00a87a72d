import type { NodeLimits } from "../driver";

/** Something that a run has done and not yet undone. */
export type JournalEntry = NodeEntry | LimitsEntry | LoginEntry | SettingEntry | KeysEntry;

/** What a fault has made of a node. */
export type NodeState =
  "down" | "paused" | "disconnected" | "isolated" | "disk filled" | "with another certificate";

export interface NodeEntry {
  readonly kind: "node";
  /** Name of the cluster or ring. */
  readonly subject: string;
  /** As the manifest names it. */
  readonly node: string;
  /** What the driver knows it by. */
  readonly ref: string;
  readonly state: NodeState;
  /** What the driver needs to undo it. @default - nothing */
  readonly place?: unknown;
}

/** What a node may use, where that was changed. */
export interface LimitsEntry {
  readonly kind: "limits";
  readonly subject: string;
  readonly node: string;
  readonly ref: string;
  readonly before: NodeLimits;
}

/** A user of the harness's own that a ring's node was given. */
export interface LoginEntry {
  readonly kind: "login";
  readonly subject: string;
  readonly node: string;
  readonly ref: string;
  readonly user: string;
}

/** A parameter of a running Redis node. */
export interface SettingEntry {
  readonly kind: "setting";
  readonly subject: string;
  readonly node: string;
  /** Name in `redis.conf`. */
  readonly parameter: string;
  readonly before: string;
}

/** Keys `cf-smoke:<runId>:…`. */
export interface KeysEntry {
  readonly kind: "keys";
  readonly subject: string;
  readonly runId: string;
}

/** Whether two entries are of the same thing: the later one takes the place of the earlier. */
export function isSame(one: JournalEntry, other: JournalEntry): boolean {
  return identity(one) === identity(other);
}

function identity(entry: JournalEntry): string {
  switch (entry.kind) {
    case "node":
      return JSON.stringify(["node", entry.subject, entry.ref, entry.state]);
    case "limits":
      return JSON.stringify(["limits", entry.subject, entry.ref]);
    case "login":
      return JSON.stringify(["login", entry.subject, entry.ref, entry.user]);
    case "setting":
      return JSON.stringify(["setting", entry.subject, entry.node, entry.parameter]);
    case "keys":
      return JSON.stringify(["keys", entry.subject, entry.runId]);
  }
}
