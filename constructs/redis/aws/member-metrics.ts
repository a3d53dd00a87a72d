/** Where ElastiCache keeps its metrics in CloudWatch. */
export const ELASTICACHE_NAMESPACE = "AWS/ElastiCache";

/** A node of Redis or Valkey is a "cache cluster" with one node in it, which has this number. */
const ONLY_NODE = "0001";

/** What tells the metrics of a node from those of others: every metric has both. */
export function memberDimensions(member: string): Record<string, string> {
  return { CacheNodeId: ONLY_NODE, CacheClusterId: member };
}
