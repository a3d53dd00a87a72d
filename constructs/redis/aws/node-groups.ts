import { ValidationError } from "../../core/errors";
import { parseSlotRange, SLOT_COUNT, type SlotRange, slotsIn } from "../slots";

/** One shard as a person writes it. */
export interface NodeGroupProps {
  /** Slots of the shard, such as `0-5460`. */
  readonly slots: string;
  /** Availability zone of the first primary. */
  readonly primaryZone: string;
  /** Availability zones of the replicas, one for each. */
  readonly replicaZones: readonly string[];
}

/** One shard as ElastiCache is told of it. */
export interface NodeGroup extends NodeGroupProps {
  /** `0001` and so on, as the service itself numbers shards. */
  readonly id: string;
}

/** What the shards of a cluster must fit. */
export interface NodeGroupDemand {
  readonly shards: number;
  readonly replicasPerShard: number;
  /** Zones of the cluster's subnets. */
  readonly zones: readonly string[];
  /** Whether each shard must lie in two zones or more. */
  readonly multiAz: boolean;
}

/** Number that ElastiCache gives a shard, or a node within one. */
export function shardId(shard: number): string {
  return String(shard + 1).padStart(4, "0");
}

/**
 * Shards in the order of their slots.
 *
 * @throws ValidationError ELASTICACHE_SLOTS, ELASTICACHE_NODE_GROUPS, ELASTICACHE_ZONE_UNKNOWN,
 * ELASTICACHE_ONE_ZONE
 */
export function nodeGroupsOf(
  groups: readonly NodeGroupProps[],
  demand: NodeGroupDemand,
): readonly NodeGroup[] {
  const ordered = groups
    .map((group) => ({ group, range: rangeOf(group.slots) }))
    .sort((a, b) => a.range.first - b.range.first);
  requireEverySlotOnce(ordered.map(({ range }) => range));
  requireCounts(groups, demand);
  for (const { group } of ordered) requireZones(group, demand);
  return ordered.map(({ group }, shard) => ({ id: shardId(shard), ...group }));
}

function rangeOf(text: string): SlotRange {
  const range = parseSlotRange(text);
  if (/^\d{1,5}-\d{1,5}$/.test(text) && range.first <= range.last && range.last < SLOT_COUNT) {
    return range;
  }
  throw slotsRefused("a shard of nodeGroups has no range of slots", text);
}

function requireEverySlotOnce(ranges: readonly SlotRange[]): void {
  let next = 0;
  for (const range of ranges) {
    if (range.first !== next) {
      const problem = range.first < next ? "two shards have the same slot" : "a slot has no shard";
      throw slotsRefused(problem, Math.min(range.first, next));
    }
    next += slotsIn(range);
  }
  if (next !== SLOT_COUNT) throw slotsRefused("a slot has no shard", next);
}

function slotsRefused(problem: string, received: unknown): ValidationError {
  return new ValidationError("ELASTICACHE_SLOTS", {
    problem,
    received,
    allowed: `ranges such as 0-5460 that hold each of 0 to ${SLOT_COUNT - 1} once`,
    fix: "correct the slots in nodeGroups",
  });
}

function requireCounts(
  groups: readonly NodeGroupProps[],
  { shards, replicasPerShard }: NodeGroupDemand,
): void {
  const replicas = groups.map(({ replicaZones }) => replicaZones.length);
  if (groups.length === shards && replicas.every((count) => count === replicasPerShard)) return;
  throw new ValidationError("ELASTICACHE_NODE_GROUPS", {
    problem: "nodeGroups has other numbers of shards or replicas than the cluster",
    received: replicas,
    allowed: `${shards} shards with ${replicasPerShard} replicas each`,
    fix: "leave shards and replicasPerShard out, or correct nodeGroups; every shard has as many replicas",
  });
}

function requireZones(group: NodeGroupProps, demand: NodeGroupDemand): void {
  const zones = [group.primaryZone, ...group.replicaZones];
  const unknown = zones.find((zone) => !demand.zones.includes(zone));
  if (unknown !== undefined) {
    throw new ValidationError("ELASTICACHE_ZONE_UNKNOWN", {
      problem: `the shard of slots ${group.slots} would lie in a zone without a subnet of the cluster`,
      received: unknown,
      allowed: demand.zones.join(", "),
      fix: "name a zone of the cluster's subnets, or add a subnet there",
    });
  }
  if (!demand.multiAz || new Set(zones).size > 1) return;
  throw new ValidationError("ELASTICACHE_ONE_ZONE", {
    problem: `the shard of slots ${group.slots} lies in one zone, and multi-AZ takes two`,
    received: zones,
    allowed: "a replica in another zone than the primary",
    fix: "move a replica, or set multiAz: false",
  });
}
