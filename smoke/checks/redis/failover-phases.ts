import { failoverBound } from "../../../clients/redis/failover-bound";
import { retryBudget } from "../../../clients/redis/retry-budget";
import { coversAllSlots, ownershipOf } from "../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../operate/redis/cluster-watch";
import { ownerOf } from "./live-shards";

/** The phases of a crash failover in their order; see `failoverBound` for the first three. */
export const PHASES = ["suspected", "failed", "elected", "writable", "agreed"] as const;
export type Phase = (typeof PHASES)[number];

/** Milliseconds since the crash at which each phase was first seen. */
export type PhaseTimes = Readonly<Partial<Record<Phase, number>>>;

/** The node that crashed, and a slot that it owned. */
export interface Crash {
  readonly clusterId: string;
  readonly slot: number;
}

/** A client that lost its connection tries again, fetches the slot map, and connects over TLS. */
const CLIENT_CONNECT_MS = 300;
/** `clusterCron` runs ten times a second. */
const CRON_TICK_MS = 100;
/** A phase is seen late by a look at every node, and all are late where servers share busy cores. */
const OBSERVATION_MS = 500;

/**
 * The longest that each phase takes until it is seen, in milliseconds since the crash.
 *
 * `writable` adds to the election two retries of the client preset. `agreed` adds the half node
 * timeout after which every node is pinged at the latest, so that one which missed the new
 * primary's announcement is told (`clusterCron` and UPDATE messages in `cluster.c` of Redis 7.0).
 */
export function phaseBounds(nodeTimeoutMs: number): Readonly<Record<Phase, number>> {
  const { suspectedMs, failedMs, electedMs } = failoverBound(nodeTimeoutMs);
  const { retryDelayMs } = retryBudget(nodeTimeoutMs);
  const elected = electedMs + OBSERVATION_MS;
  return {
    suspected: suspectedMs + OBSERVATION_MS,
    failed: failedMs + OBSERVATION_MS,
    elected,
    writable: elected + 2 * retryDelayMs + CLIENT_CONNECT_MS,
    agreed: elected + nodeTimeoutMs / 2 + 2 * CRON_TICK_MS,
  };
}

/** What each of those bounds follows from. */
export const PHASE_DERIVATIONS: Readonly<Record<Phase, string>> = {
  suspected: "a ping may be sent half a node timeout late and is overdue after a whole one",
  failed: "gossip carries the suspicion of a majority within half a node timeout",
  elected:
    "an election begins at most 1 s after the failure is known, and its votes are counted at once",
  writable: "two retries of the client preset and a TLS connection after the election",
  agreed: "every node is pinged within half a node timeout, and told if it missed the announcement",
};

/**
 * Adds what the living nodes say to what was seen before; `writable` is a client's to see. A phase
 * that passed between two looks gets the time of the next one.
 *
 * @param views of the living nodes only
 * @param elapsedMs milliseconds since the crash
 */
export function observePhases(
  seen: PhaseTimes,
  views: readonly NodeView[],
  crash: Crash,
  elapsedMs: number,
): PhaseTimes {
  const flags = views.flatMap(({ lines }) => {
    return lines.find(({ id }) => id === crash.clusterId)?.flags ?? [];
  });
  const owners = views.map(({ lines }) => ownerOf(lines, crash.slot)?.id);
  const isElected = owners.some((owner) => owner !== undefined && owner !== crash.clusterId);
  const isFailed = isElected || flags.includes("fail");
  const isSuspected = isFailed || flags.includes("fail?");
  const isAgreed = isElected && !owners.includes(crash.clusterId) && doAgree(views);
  const reached = {
    suspected: isSuspected,
    failed: isFailed,
    elected: isElected,
    agreed: isAgreed,
  };
  const news = Object.entries(reached).filter(([, isReached]) => isReached);
  return { ...Object.fromEntries(news.map(([phase]) => [phase, elapsedMs])), ...seen };
}

/** Whether nodes are ok and see the same owners of all slots; one that is dead may be among them. */
function doAgree(views: readonly NodeView[]): boolean {
  const ownerships = new Set(views.map(({ lines }) => ownershipOf(lines)));
  return (
    ownerships.size === 1 &&
    views.every(({ isStateOk, lines }) => isStateOk && coversAllSlots(lines))
  );
}
