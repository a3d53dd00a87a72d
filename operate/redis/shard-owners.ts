import type { ClusterNodeLine } from "../../constructs/redis/cluster-nodes";
import { quietMs } from "../../constructs/redis/quiet-time";

/** Who owned a run of slots, and since when at the latest. */
export interface ShardOwner {
  /** The cluster's id of the node. */
  readonly id: string;
  readonly configEpoch: number;
  /** When it was first seen so, in milliseconds since 1970; 0 for an owner by birth. */
  readonly seenAt: number;
}

/** Owners by their slots as the engine prints them, such as `0-5460`. */
export type ShardOwners = Readonly<Record<string, ShardOwner>>;

/**
 * Goes on with a record of owners. An owner with the epoch that was known before had no election
 * since; any other was elected at an unknown moment until now.
 *
 * @param now milliseconds since 1970; 0 while the cluster is being born, when nobody was elected
 */
export function observeOwners(
  known: ShardOwners,
  lines: readonly ClusterNodeLine[],
  now: number,
): ShardOwners {
  const owners = lines.filter(({ slots }) => slots.length > 0);
  return Object.fromEntries(
    owners.map(({ id, configEpoch, slots }) => {
      const run = slots.join(",");
      const before = known[run];
      const isKnown = before?.id === id && before.configEpoch === configEpoch;
      return [run, { id, configEpoch, seenAt: isKnown ? before.seenAt : now }];
    }),
  );
}

/** Milliseconds until an owner may be asked to hand over; see `quietMs`. */
export function quietInMs(
  owners: ShardOwners,
  ownerId: string,
  nodeTimeoutMs: number,
  now: number,
): number {
  const quiet = quietMs(nodeTimeoutMs);
  const owner = Object.values(owners).find(({ id }) => id === ownerId);
  if (owner === undefined) return 0;
  // A clock that was set back must not make anybody wait for hours.
  return Math.min(quiet, Math.max(0, owner.seenAt + quiet - now));
}
