/** `clusterCron` runs ten times a second. */
const CRON_TICK_MS = 100;
/** A replica waits 500 ms and a random part of another 500 ms before it asks for votes. */
const ELECTION_DELAY_MS = 1000;
/** Votes, and `nodes.conf` written to disk by each voter. */
const VOTES_MS = 100;
/** `CLUSTER_SLAVE_MIGRATION_DELAY`. */
const MIGRATION_DELAY_MS = 5000;
/** What is seen is seen late by a look at every node, and by busy cores. */
export const OBSERVATION_MS = 500;

/** The longest until every living node suspects one that does not answer any more, in milliseconds. */
export function suspectedByAllMs(nodeTimeoutMs: number): number {
  return nodeTimeoutMs / 2 + CRON_TICK_MS + nodeTimeoutMs + CRON_TICK_MS + OBSERVATION_MS;
}

export const SUSPECTED_DERIVATION =
  "each node sends a ping half a node timeout after the last answer and finds it overdue after a whole one, each in the next tick of clusterCron";

/** The longest until a replica that is allowed to, and whose primary is failed, owns its slots, in milliseconds. */
export function electedOnceAllowedMs(): number {
  return CRON_TICK_MS + ELECTION_DELAY_MS + CRON_TICK_MS + VOTES_MS + OBSERVATION_MS;
}

export const ALLOWED_DERIVATION =
  "a replica looks every 100 ms whether it may be elected, waits at most 1 s, and its votes are counted at once (clusterHandleSlaveFailover)";

/** The longest until a replica that was asked with FORCE owns the slots, in milliseconds. */
export function forcedFailoverMs(): number {
  return CRON_TICK_MS + VOTES_MS + OBSERVATION_MS;
}

export const FORCED_DERIVATION =
  "a forced failover waits neither for the old primary nor for an election's delay: one tick of clusterCron, then the votes";

/** The longest until a replica that was told to take over without votes owns the slots, in milliseconds. */
export function takeoverMs(): number {
  return CRON_TICK_MS + OBSERVATION_MS;
}

export const TAKEOVER_DERIVATION =
  "CLUSTER FAILOVER TAKEOVER claims the slots before it answers, and tells everybody in the next tick of clusterCron";

/**
 * The longest until a node that lives through a change of owners knows of it, in milliseconds: every node
 * is pinged within half a node timeout, and told what it missed.
 */
export function toldMs(nodeTimeoutMs: number): number {
  return nodeTimeoutMs / 2 + 2 * CRON_TICK_MS + OBSERVATION_MS;
}

export const TOLD_DERIVATION =
  "every node is pinged within half a node timeout, and told of owners with a newer epoch";

/**
 * The longest until every living node of a cluster that has a majority again is ok, in milliseconds: a
 * primary that was in the minority waits a node timeout, 500 to 5000 ms, before it takes writes.
 */
export function majorityBackMs(nodeTimeoutMs: number): number {
  const rejoinMs = Math.min(Math.max(nodeTimeoutMs, 500), 5000);
  return takeoverMs() + toldMs(nodeTimeoutMs) + rejoinMs;
}

export const MAJORITY_DERIVATION =
  "everybody is told within half a node timeout, and a primary of the minority waits a node timeout (clusterUpdateState)";

/** A primary that was started again takes no writes for 2 s: `CLUSTER_WRITABLE_DELAY`. */
const WRITABLE_DELAY_MS = 2000;

/** The longest until a primary that answers after its start takes writes, in milliseconds. */
export function writableAfterStartMs(clientMs: number): number {
  return WRITABLE_DELAY_MS + CRON_TICK_MS + clientMs + OBSERVATION_MS;
}

export const WRITABLE_DERIVATION =
  "a primary takes no writes for 2 s after its start (CLUSTER_WRITABLE_DELAY); a client tries again and connects";

/**
 * How long before a crash of its process a write may have been acknowledged that an append-only file
 * with `everysec` does not hold, in milliseconds: a write to the file waits for a flush that is under way
 * for less than 2 s (`flushAppendOnlyFile`). A crash of the machine is another matter.
 */
export const APPEND_ONLY_WINDOW_MS = 2000 + CRON_TICK_MS;

export const APPEND_ONLY_DERIVATION =
  "the append-only file is written before a reply, but for less than 2 s while a flush is under way (flushAppendOnlyFile)";

/** Elections at the same moment may split the votes; each lost one halves what is left to split. */
const LOST_ELECTIONS = 2;

/**
 * The longest by which elections that come together are late, in milliseconds: two that ask in the same
 * epoch may both miss the majority, and ask again after twice the time that an election has.
 */
export function contestedMs(nodeTimeoutMs: number): number {
  const electionMs = Math.max(2 * nodeTimeoutMs, 2000);
  return LOST_ELECTIONS * (2 * electionMs + ELECTION_DELAY_MS + CRON_TICK_MS + VOTES_MS);
}

export const CONTESTED_DERIVATION =
  "the bound of one election, and two that are lost to one in the same epoch and repeated after 4 node timeouts (clusterHandleSlaveFailover)";

/** The longest until a spare replica follows a primary whose own replicas are failed, in milliseconds. */
export function migratedMs(): number {
  return MIGRATION_DELAY_MS + 2 * CRON_TICK_MS + OBSERVATION_MS;
}

export const MIGRATED_DERIVATION =
  "a primary without replicas is left alone for 5 s, then the first tick of clusterCron moves one (CLUSTER_SLAVE_MIGRATION_DELAY)";
