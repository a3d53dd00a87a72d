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
import { faultNodes, type LiveNode } from "./live-shards";
import { openWatch } from "./whole-cluster";

const POLL_MS = 25;
/** A phase that takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 2;

/** Milliseconds that each phase may take at most since the crash. */
export type PhaseBounds = Readonly<Record<Phase, number>>;

/** A shard under load, whose primary is as it was before the crash. */
export type CrashedShard = Pick<FailoverStage, "load" | "shard">;

/**
 * Looks at the living nodes until all phases are over, or one is far over its bound.
 *
 * @param awaited phases whose end is waited for
 * @param crashedAt moment of the crash on the clock of `performance.now()`
 */
export async function watchFailover(
  context: CheckContext<RedisManifest>,
  { shard, load }: CrashedShard,
  crashedAt: number,
  bounds: PhaseBounds,
  awaited: readonly Phase[] = PHASES,
): Promise<PhaseTimes> {
  const deadAt = performance.now();
  const crash = { clusterId: shard.primary.clusterId, slot: shard.firstSlot };
  const living = faultNodes(context).filter(({ id }) => id !== shard.primary.id);
  const watch = openWatch(context, living);
  const giveUpAt = crashedAt + PATIENCE * Math.max(...Object.values(bounds));
  let phases: PhaseTimes = {};
  for (;;) {
    context.signal.throwIfAborted();
    const views = await watch.look();
    phases = observePhases(phases, views, crash, Math.round(performance.now() - crashedAt));
    const writableAt = load.firstAcknowledgedAfter(deadAt);
    if (writableAt !== undefined) {
      phases = { ...phases, writable: Math.round(writableAt - crashedAt) };
    }
    const isOver = awaited.every((phase) => phases[phase] !== undefined);
    if (isOver || performance.now() >= giveUpAt) return phases;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/** Whether each phase was reached in its bound. */
export function judgePhases(times: PhaseTimes, bounds: PhaseBounds): Observation[] {
  return PHASES.map((phase) =>
    judgeFigure({
      what: phase,
      unit: "ms",
      measured: times[phase],
      atMost: bounds[phase],
      derivation: PHASE_DERIVATIONS[phase],
    }),
  );
}

/** The phases as a timeline. */
export function phasesExhibit(
  { id }: Pick<LiveNode, "id">,
  times: PhaseTimes,
  bounds: PhaseBounds,
): PhasesExhibit {
  return {
    kind: "phases",
    since: `SIGKILL of node ${id}`,
    phases: PHASES.map((name) => {
      const ms = times[name];
      return { name, boundMs: bounds[name], ...(ms === undefined ? {} : { ms }) };
    }),
  };
}
