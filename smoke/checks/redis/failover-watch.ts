import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { CheckContext } from "../../check";
import type { PhasesExhibit } from "../../exhibit";
import { judgeFigure, type Observation } from "../judge";
import {
  observePhases,
  type Phase,
  PHASE_DERIVATIONS,
  PHASES,
  type PhaseTimes,
} from "./failover-phases";
import type { FailoverStage } from "./failover-stage";
import { type FaultNode, faultNodes, type LiveNode, type LiveShard } from "./live-shards";
import { openWatch } from "./whole-cluster";

const POLL_MS = 25;
/** A phase that takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 2;

/** Milliseconds that each phase may take at most since the crash. */
export type PhaseBounds = Readonly<Record<Phase, number>>;

/** A shard under load, whose primary is as it was before the crash. */
export type CrashedShard = Pick<FailoverStage, "load" | "shard">;

/** A shard that is being taken over. */
export interface WatchedTakeover {
  readonly shard: LiveShard;
  /** The nodes that are left. */
  readonly nodes: readonly FaultNode[];
  /** Moment of the fault on the clock of `performance.now()`. */
  readonly since: number;
  readonly bounds: PhaseBounds;
  /** Phases whose end is waited for. */
  readonly awaited: readonly Phase[];
  /** Moment at which a client could write again. @default - no client is asked */
  readonly writableAt?: () => number | undefined;
}

/** Looks at the nodes that are left until the awaited phases are over, or one is far over its bound. */
export async function watchTakeover(
  context: CheckContext<RedisManifest>,
  { awaited, bounds, nodes, shard, since, writableAt }: WatchedTakeover,
): Promise<PhaseTimes> {
  const crash = { clusterId: shard.primary.clusterId, slot: shard.firstSlot };
  const watch = openWatch(context, nodes);
  const giveUpAt = since + PATIENCE * Math.max(...Object.values(bounds));
  let phases: PhaseTimes = {};
  for (;;) {
    context.signal.throwIfAborted();
    const views = await watch.look();
    phases = observePhases(phases, views, crash, Math.round(performance.now() - since));
    const writable = writableAt?.();
    if (writable !== undefined) phases = { ...phases, writable: Math.round(writable - since) };
    const isOver = awaited.every((phase) => phases[phase] !== undefined);
    if (isOver || performance.now() >= giveUpAt) return phases;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/**
 * Looks at the living nodes after a crash until all phases are over, or one is far over its bound.
 *
 * @param awaited phases whose end is waited for
 * @param crashedAt moment of the crash on the clock of `performance.now()`
 */
export function watchFailover(
  context: CheckContext<RedisManifest>,
  { shard, load }: CrashedShard,
  crashedAt: number,
  bounds: PhaseBounds,
  awaited: readonly Phase[] = PHASES,
): Promise<PhaseTimes> {
  const deadAt = performance.now();
  return watchTakeover(context, {
    ...{ shard, bounds, awaited, since: crashedAt },
    nodes: faultNodes(context).filter(({ id }) => id !== shard.primary.id),
    writableAt: () => load.firstAcknowledgedAfter(deadAt),
  });
}

/** Whether each phase was reached in its bound. */
export function judgePhases(
  times: PhaseTimes,
  bounds: PhaseBounds,
  derivations: Readonly<Record<Phase, string>> = PHASE_DERIVATIONS,
): Observation[] {
  return PHASES.map((phase) =>
    judgeFigure({
      what: phase,
      unit: "ms",
      measured: times[phase],
      atMost: bounds[phase],
      derivation: derivations[phase],
    }),
  );
}

/** The phases of a crash as a timeline. */
export function phasesExhibit(
  { id }: Pick<LiveNode, "id">,
  times: PhaseTimes,
  bounds: PhaseBounds,
): PhasesExhibit {
  return phasesSince(`SIGKILL of node ${id}`, times, bounds);
}

/** The phases as a timeline that begins with an event. */
export function phasesSince(since: string, times: PhaseTimes, bounds: PhaseBounds): PhasesExhibit {
  return {
    kind: "phases",
    since,
    phases: PHASES.map((name) => {
      const ms = times[name];
      return { name, boundMs: bounds[name], ...(ms === undefined ? {} : { ms }) };
    }),
  };
}
