/**
 * Seconds that the replication links of a primary have stood without a break, from the primary's
 * `CLIENT LIST TYPE replica`; 0 without any. Every failover makes new links, so none was that
 * recent, whoever caused it.
 */
export function linkAgeSeconds(clientList: string): number {
  const ages = [...clientList.matchAll(/(?:^| )age=(\d+)/gm)].map(([, age]) => Number(age));
  return ages.length === 0 ? 0 : Math.min(...ages);
}

/**
 * Milliseconds after an election in which its shard cannot be relied on to have another.
 *
 * Within 2 × node timeout a node that was elected before takes its old votes for new ones and wins
 * without an election, and primaries do not vote twice for the same shard; until 4 × node timeout it
 * asks for no votes (`clusterHandleSlaveFailover` and `clusterSendFailoverAuthIfNeeded`, `cluster.c` of
 * Redis 7.0).
 */
export function quietMs(nodeTimeoutMs: number): number {
  return 4 * nodeTimeoutMs;
}

/** Seconds that links must have stood before an election in their shard: ages are cut to whole seconds. */
export function quietSeconds(nodeTimeoutMs: number): number {
  return Math.ceil(quietMs(nodeTimeoutMs) / 1000) + 1;
}
