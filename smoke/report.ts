import type { Manifest } from "../constructs/core/manifest";
import type { Evidence, RunKind } from "./check";

/** How a check ended: `error` means that the check itself, or its clean-up, could not do its work. */
export type Status = "pass" | "fail" | "skip" | "error";

/** One check on one cluster or ring. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly proves: string;
  /** Name of the cluster or ring. */
  readonly subject: string;
  readonly status: Status;
  readonly evidence?: Evidence;
  /** What to look at first, for a check that failed. */
  readonly hint?: string;
  /** Why it was skipped, or what went wrong. */
  readonly reason?: string;
  /** Why undos have failed: what they should have undone is left behind. @default - nothing is left */
  readonly leaves?: readonly string[];
  /** When it began; ISO 8601. @default - it was skipped before */
  readonly startedAt?: string;
  readonly durationMs: number;
  /** What each node logged meanwhile, for a check that injects faults. */
  readonly logs?: readonly NodeLog[];
}

/** What a node logged while a check was under way. */
export interface NodeLog {
  /** As the manifest names it. */
  readonly node: string;
  readonly text: string;
}

/** A cluster or ring that a run has proven; nothing of its users and secrets. */
export interface Subject {
  readonly name: string;
  readonly kind: Manifest["kind"];
  readonly target: Manifest["target"];
  readonly engine: { readonly name: string; readonly version: string };
  /** @default - a ring has none */
  readonly topology?: { readonly shards: number; readonly replicasPerShard: number };
  readonly nodes: readonly {
    /** As the manifest names it. */
    readonly id: string;
    /** For clients. @default - a service hides its nodes */
    readonly address?: string;
  }[];
}

/** A whole run. */
export interface RunReport {
  readonly runId: string;
  readonly environment: string;
  readonly suite: RunKind;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Whether the run was cut short by a signal. */
  readonly isInterrupted: boolean;
  /** What was looked at, in the order of the results. */
  readonly subjects: readonly Subject[];
  readonly results: readonly CheckResult[];
}

/** What of a manifest a report tells. */
export function subjectOf(manifest: Manifest): Subject {
  const { engine, kind, name, nodes, target } = manifest;
  return {
    ...{ name, kind, target },
    engine: { name: engine.name, version: engine.version },
    ...(kind === "memcached"
      ? {}
      : {
          topology: {
            shards: manifest.topology.shards,
            replicasPerShard: manifest.topology.replicasPerShard,
          },
        }),
    nodes: nodes.map(({ host, id, port }) => ({
      id,
      ...(host === undefined || port === undefined ? {} : { address: `${host}:${port}` }),
    })),
  };
}

/** Number of results with each status. */
export function countStatuses(results: readonly CheckResult[]): Record<Status, number> {
  const counts: Record<Status, number> = { pass: 0, fail: 0, skip: 0, error: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}
