import type { Manifest } from "../../constructs/core/manifest";
import type { Finding } from "./finding";
import type { MemcachedFigures } from "./memcached-figures";
import type { RedisFigures } from "./redis-figures";
import { type HealthStatus, worstOf } from "./status";

export const HEALTH_SCHEMA = "cachefort.health/v1";

/** How one node is. */
export interface NodeHealth<Figures = RedisFigures | MemcachedFigures> {
  readonly node: string;
  readonly status: HealthStatus;
  /** @default - it did not answer */
  readonly figures?: Figures;
  /** Why it did not answer. */
  readonly problem?: string;
}

/** How one cluster or ring is: as its worst node, or worse. */
export interface CacheHealth {
  readonly name: string;
  readonly kind: Manifest["kind"];
  readonly status: HealthStatus;
  readonly nodes: readonly NodeHealth[];
  /** What is bad, the worst first. */
  readonly findings: readonly Finding[];
}

/** How an environment is: as its worst cluster or ring. */
export interface HealthReport {
  readonly schema: typeof HEALTH_SCHEMA;
  readonly environment: string;
  /** When it was looked at, in UTC. */
  readonly at: string;
  /** Length of the window that counters were compared over, in seconds. */
  readonly windowSeconds: number;
  readonly status: HealthStatus;
  readonly caches: readonly CacheHealth[];
}

/** What a cluster or ring is, told by what is bad about it and its nodes. */
export function cacheHealth(
  { kind, name }: Pick<Manifest, "kind" | "name">,
  nodes: readonly Omit<NodeHealth, "status">[],
  findings: readonly Finding[],
): CacheHealth {
  const statusOf = (of: readonly Finding[]): HealthStatus =>
    worstOf(of.map(({ severity }) => severity));
  return {
    ...{ kind, name },
    status: statusOf(findings),
    nodes: nodes.map((each) => ({
      ...each,
      status: statusOf(findings.filter(({ node }) => node === each.node)),
    })),
    findings: [
      ...findings.filter(({ severity }) => severity === "critical"),
      ...findings.filter(({ severity }) => severity === "warning"),
    ],
  };
}
