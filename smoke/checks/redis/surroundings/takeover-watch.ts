import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { PhasesExhibit } from "../../../exhibit";
import { judgeFigure, type Observation } from "../../judge";
import {
  observePhases,
  type Phase,
  PHASE_DERIVATIONS,
  PHASES,
  type PhaseTimes,
} from "../failover-phases";
import type { FaultNode, LiveShard } from "../live-shards";
import { openWatch } from "../whole-cluster";

const POLL_MS = 25;
/** A phase that takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 2;
/** What the nodes that are left see; `writable` is what a client sees. */
const SEEN_BY_NODES = PHASES.filter((phase) => phase !== "writable");

/** Milliseconds since the fault at which a phase is over at the latest. */
export type PhaseBounds = Readonly<Record<Phase, number>>;

/**
 * Looks at the nodes that are left until a replica has taken a shard over and all of them agree, or it is
 * far over its bound.
 *
 * @param left the nodes that are left
 * @param since moment of the fault
 */
export async function watchTakeover(
  context: CheckContext<RedisManifest>,
  { firstSlot, primary }: LiveShard,
  left: readonly FaultNode[],
  since: number,
  bounds: PhaseBounds,
): Promise<PhaseTimes> {
  const crash = { clusterId: primary.clusterId, slot: firstSlot };
  const watch = openWatch(context, left);
  const giveUpAt = since + PATIENCE * Math.max(...Object.values(bounds));
  let phases: PhaseTimes = {};
  for (;;) {
    context.signal.throwIfAborted();
    const views = await watch.look();
    phases = observePhases(phases, views, crash, Math.round(performance.now() - since));
    const isOver = SEEN_BY_NODES.every((phase) => phases[phase] !== undefined);
    if (isOver || performance.now() >= giveUpAt) return phases;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/** Every phase beside its bound. */
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

/** The phases as a picture. */
export function phasesExhibit(
  since: string,
  times: PhaseTimes,
  bounds: PhaseBounds,
): PhasesExhibit {
  return {
    kind: "phases",
    since,
    phases: PHASES.map((name) => {
      const ms = times[name];
      return { name, boundMs: bounds[name], ...(ms === undefined ? {} : { ms }) };
    }),
  };
}
