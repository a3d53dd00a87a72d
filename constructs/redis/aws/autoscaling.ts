import { ValidationError } from "../../core/errors";
import { requireInteger } from "../../core/validate";
import { requireFeature } from "./node-type";

/** A number that ElastiCache moves between two bounds so that a metric stays at its target. */
export interface ScalingRange {
  readonly min: number;
  readonly max: number;
  /** Percent, 35 to 70. */
  readonly targetPercent: number;
}

/** Shards scale by one of two metrics. */
export interface ShardScalingRange extends ScalingRange {
  /**
   * `cpu`: the engine's thread on the primaries; `memory`: what counts for eviction.
   *
   * @default "cpu"
   */
  readonly metric?: "cpu" | "memory";
}

/** What of a cluster scales by itself. Terraform then leaves the number alone. */
export interface AutoscalingProps {
  /** @default - the number of shards stays */
  readonly shards?: ShardScalingRange;
  /** By the processor of the replicas. @default - the number of replicas stays */
  readonly replicas?: ScalingRange;
}

/** Scaling with every choice made. */
export interface Autoscaling {
  readonly shards: Required<ShardScalingRange> | undefined;
  readonly replicas: ScalingRange | undefined;
}

/** Nodes of one cluster; the account's quota may be lower. */
export const MAX_NODES = 500;
/** Replicas of one shard. */
export const MAX_REPLICAS = 5;

/**
 * Checks that a cluster can scale as it is asked to.
 *
 * @throws ValidationError ELASTICACHE_SCALING_RANGE, ELASTICACHE_SCALING_TARGET, ELASTICACHE_NODES,
 * ELASTICACHE_NODE_TYPE_FEATURE, TOKEN_NOT_ALLOWED
 */
export function autoscalingOf(
  { shards, replicas }: AutoscalingProps,
  now: { readonly shards: number; readonly replicas: number; readonly nodeType: string },
): Autoscaling {
  if (shards !== undefined || replicas !== undefined) requireFeature(now.nodeType, "autoscaling");
  if (shards !== undefined) requireRange("shards", shards, now.shards, MAX_NODES);
  if (replicas !== undefined) requireRange("replicas", replicas, now.replicas, MAX_REPLICAS);
  requireNodes(shards?.max ?? now.shards, replicas?.max ?? now.replicas);
  return {
    shards: shards === undefined ? undefined : { ...shards, metric: shards.metric ?? "cpu" },
    replicas,
  };
}

/**
 * Refuses more nodes than a cluster may have.
 *
 * @throws ValidationError ELASTICACHE_NODES
 */
export function requireNodes(shards: number, replicas: number): void {
  const nodes = shards * (1 + replicas);
  if (nodes <= MAX_NODES) return;
  throw new ValidationError("ELASTICACHE_NODES", {
    problem: `${shards} shards with ${replicas} replicas each are more nodes than a cluster of ElastiCache may have`,
    received: nodes,
    allowed: `${MAX_NODES} nodes`,
    fix: "lower the shards or the replicas, at the upper bounds of autoscaling too",
  });
}

function requireRange(what: string, range: ScalingRange, now: number, most: number): void {
  const { min, max, targetPercent } = range;
  requireInteger("ELASTICACHE_SCALING_RANGE", `autoscaling.${what}.max`, max, {
    min: 1,
    max: most,
  });
  requireInteger("ELASTICACHE_SCALING_RANGE", `autoscaling.${what}.min`, min, { min: 1, max });
  requireInteger(
    "ELASTICACHE_SCALING_TARGET",
    `autoscaling.${what}.targetPercent`,
    targetPercent,
    // The user guide, "Target tracking scaling policies".
    { min: 35, max: 70, unit: "percent" },
  );
  if (now >= min && now <= max) return;
  throw new ValidationError("ELASTICACHE_SCALING_RANGE", {
    problem: `the cluster starts with ${what} outside of the bounds of their autoscaling`,
    received: now,
    allowed: `${min} to ${max}`,
    fix: `start with a number in autoscaling.${what}, or move its bounds`,
  });
}
