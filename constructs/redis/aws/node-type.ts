import { ValidationError } from "../../core/errors";

/** What not every node type can do. */
export type NodeTypeFeature =
  "autoscaling" | "CPU credits" | "data tiering" | "global datastore" | "IPv6";

/**
 * The smallest type with room beside what the server keeps for itself (1.37 GiB), at the lowest price: it
 * has replicas, failover, snapshots and IAM. It is burstable: a busy cluster wants `cache.r7g.large`,
 * which also scales by itself and takes part in a global datastore.
 */
export const DEFAULT_NODE_TYPE = "cache.t4g.small";

const NODE_TYPE = /^cache\.([a-z]\d[a-z]*)\.(micro|small|medium|large|\d*xlarge)$/;

/** ElastiCache makes no new clusters of these; user guide, "Supported node types". */
const GONE = ["c1", "m1", "m2", "m3", "r3", "t1", "t2"];

/** Offered yet, but older than the Nitro system. */
const OLD = ["m4", "r4"];

/** Which types have a feature, as the user guide's page about it says. */
const HAS: Readonly<
  Record<
    NodeTypeFeature,
    { readonly allowed: string; readonly test: (family: string, size: string) => boolean }
  >
> = {
  autoscaling: { allowed: "a size of large or more, of m5, r5 or newer", test: isLarge },
  "CPU credits": {
    allowed: "a burstable family, such as t4g",
    test: (family) => family.startsWith("t"),
  },
  "data tiering": { allowed: "the family r6gd", test: (family) => family === "r6gd" },
  "global datastore": { allowed: "a size of large or more, of m5, r5 or newer", test: isLarge },
  IPv6: { allowed: "a family of t3, m5, r5 or newer", test: (family) => !OLD.includes(family) },
};

/**
 * Refuses what is no node type, and one of which ElastiCache makes no new clusters.
 *
 * @throws ValidationError ELASTICACHE_NODE_TYPE, ELASTICACHE_NODE_TYPE_GONE
 */
export function requireNodeType(nodeType: string): string {
  const { family } = partsOf(nodeType);
  if (!GONE.includes(family)) return nodeType;
  throw new ValidationError("ELASTICACHE_NODE_TYPE_GONE", {
    problem: `ElastiCache makes no new clusters of ${family} nodes`,
    received: nodeType,
    allowed: "current families, such as t4g, m7g and r7g",
    fix: `use ${DEFAULT_NODE_TYPE} or cache.r7g.large`,
  });
}

/** Whether nodes of a type can do something. */
export function hasFeature(nodeType: string, feature: NodeTypeFeature): boolean {
  const { family, size } = partsOf(nodeType);
  return HAS[feature].test(family, size);
}

/**
 * Refuses a node type that cannot do what is asked of it.
 *
 * @throws ValidationError ELASTICACHE_NODE_TYPE_FEATURE, ELASTICACHE_NODE_TYPE
 */
export function requireFeature(nodeType: string, feature: NodeTypeFeature): void {
  if (hasFeature(nodeType, feature)) return;
  throw new ValidationError("ELASTICACHE_NODE_TYPE_FEATURE", {
    problem: `nodes of type ${nodeType} have no ${feature}`,
    received: nodeType,
    allowed: HAS[feature].allowed,
    fix: `choose another nodeType, or leave ${feature} out`,
  });
}

/**
 * Refuses data tiering on other nodes than those of r6gd, and r6gd without it.
 *
 * @throws ValidationError ELASTICACHE_NODE_TYPE_FEATURE, ELASTICACHE_DATA_TIERING
 */
export function requireTiering(nodeType: string, dataTiering: boolean): void {
  if (dataTiering) return requireFeature(nodeType, "data tiering");
  if (!hasFeature(nodeType, "data tiering")) return;
  throw new ValidationError("ELASTICACHE_DATA_TIERING", {
    problem: `nodes of type ${nodeType} always keep data on their disks`,
    received: dataTiering,
    allowed: "dataTiering: true",
    fix: "set dataTiering: true, or choose another family, such as r6g",
  });
}

function isLarge(family: string, size: string): boolean {
  return size.endsWith("large") && !family.startsWith("t") && !OLD.includes(family);
}

function partsOf(nodeType: string): { readonly family: string; readonly size: string } {
  const [matched, family = "", size = ""] = NODE_TYPE.exec(nodeType) ?? [];
  if (matched !== undefined) return { family, size };
  throw new ValidationError("ELASTICACHE_NODE_TYPE", {
    problem: "this is no node type of ElastiCache",
    received: nodeType,
    allowed: "cache.FAMILY.SIZE, such as cache.r7g.large",
    fix: "write the type as the price list of ElastiCache does",
  });
}
