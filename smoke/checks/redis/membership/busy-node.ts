import { setTimeout as sleep } from "node:timers/promises";
import {
  CONNECT_TIMEOUT_MS,
  SLOTS_REFRESH_TIMEOUT_MS,
} from "../../../../clients/redis/cluster-options";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { selfLine } from "../../../../constructs/redis/cluster-nodes";
import { until } from "../../../../operate/host/until";
import type { Check, CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { type Phase, phaseBounds } from "../failover-phases";
import { type FailoverStage, setStage } from "../failover-stage";
import { judgePhases, phasesExhibit, watchFailover } from "../failover-watch";
import { loadDetails } from "../fault-report";
import { type LiveNode, ownerOf } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { lookUntil, wholeProblem } from "../whole-cluster";
import { judgeBusyWrites, judgeShortHold } from "./busy-writes";
import { freeze } from "./frozen-node";
import { linesAt } from "./operator";

const TIMEOUT_MS = 240_000;
/** A look at every node on busy cores. */
const OBSERVATION_MS = 500;
/** `clusterCron` runs ten times a second. */
const CRON_TICK_MS = 100;
const RELINK_MS = 60_000;

export const busyNode: Check<RedisManifest> = {
  id: "redis/busy-node",
  title: "A primary is too busy to answer, first shorter than the node timeout, then longer",
  proves:
    "A primary that does not answer for less than the node timeout stays what it is; one that does not for longer is replaced in bound, and steps down as soon as it answers again.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { fullCoverage = false, nodeTimeoutMs } = context.deployed.manifest;
    const bounds = busyBounds(nodeTimeoutMs);
    const judgement = judgementOf(nodeTimeoutMs, bounds);
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { primary } = stage.shard;
    const short = await holdUpShortly(context, stage, nodeTimeoutMs / 2, judgement);
    const choice = { holds: true, seen: `seed ${context.seed} chose node ${primary.id}` };
    if (!short.kept.holds) return conclude(judgement, [choice, short.kept]);
    context.progress(`holding node ${primary.id} up until it is replaced`);
    const frozen = await freeze(context, primary);
    const phases = await watchFailover(context, stage, frozen.frozenAt, bounds);
    const seen = [choice, short.kept, ...judgePhases(phases, bounds)];
    const timeline = {
      ...phasesExhibit(primary, phases, bounds),
      since: `node ${primary.id} did not answer`,
    };
    const details = { seed: context.seed, node: primary.id, phasesMs: phases, boundsMs: bounds };
    const thawedAt = await frozen.thaw();
    if (phases.agreed === undefined) return conclude(judgement, seen, details, [timeline]);
    const steppedDownMs = await steppedDown(context, primary, thawedAt, judgement);
    await lookUntil(context, stage.watch, judgement, {
      withinMs: RELINK_MS,
      problem: (views) => wholeProblem(context, views),
    });
    const result = await stage.load.finish(short.frozenAt, judgement);
    const untouched = await stage.untouched.stop();
    const observations = [
      ...seen,
      judgeFigure({
        what: "stepped down after it answered again",
        unit: "ms",
        measured: steppedDownMs,
        atMost: nodeTimeoutMs / 2 + 2 * CRON_TICK_MS + OBSERVATION_MS,
        derivation: "every node is pinged within half a node timeout, and told who owns its slots",
      }),
      // Until then nothing has begun that the second time could hold up.
      ...judgeShortHold(stage, result, short, short.thawedAt + nodeTimeoutMs / 2),
      ...judgeBusyWrites(stage, result, frozen.frozenAt, thawedAt + (steppedDownMs ?? 0)),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    const what = `node ${primary.id} busy`;
    return conclude(
      judgement,
      observations,
      {
        ...details,
        ...loadDetails(result, frozen.frozenAt),
        ...untouchedDetails(untouched, result.span),
      },
      [
        timeline,
        ...loadExhibits(result, frozen.frozenAt, [
          { what, from: short.frozenAt, to: short.thawedAt },
          { what, from: frozen.frozenAt, to: thawedAt },
        ]),
      ],
    );
  },
};

/** A node that does not answer keeps connections open: a client waits for it, and maybe for its slot map. */
function busyBounds(nodeTimeoutMs: number): Readonly<Record<Phase, number>> {
  const bounds = phaseBounds(nodeTimeoutMs);
  const writable = bounds.writable + CONNECT_TIMEOUT_MS + SLOTS_REFRESH_TIMEOUT_MS;
  return { ...bounds, writable };
}

function judgementOf(nodeTimeoutMs: number, bounds: Readonly<Record<Phase, number>>): Judgement {
  return {
    expected: `after ${nodeTimeoutMs / 2} ms without an answer the same primary, and every write acknowledged; after a longer time elected within ${bounds.elected} ms, written to within ${bounds.writable} ms, the old primary a replica; no write to another shard lost`,
    hint: "see the logs of the busy node and of its replica: who counted it as failed and when, and what it said when it answered again",
  };
}

interface ShortHold {
  readonly frozenAt: number;
  readonly thawedAt: number;
  /** Whether nobody took over. */
  readonly kept: Observation;
}

/** Holds the primary up for a while, and looks for as long as a failover would take to begin. */
async function holdUpShortly(
  context: CheckContext<RedisManifest>,
  { shard, watch }: FailoverStage,
  forMs: number,
  judgement: Judgement,
): Promise<ShortHold> {
  const { id } = shard.primary;
  context.progress(`holding node ${id} up for ${forMs} ms`);
  const frozen = await freeze(context, shard.primary);
  await sleep(forMs, undefined, { signal: context.signal });
  const thawedAt = await frozen.thaw();
  const heldMs = Math.round(thawedAt - frozen.frozenAt);
  await sleep(2 * forMs, undefined, { signal: context.signal });
  const views = await lookUntil(context, watch, judgement, {
    withinMs: RELINK_MS,
    problem: (seen) => wholeProblem(context, seen),
  });
  const owner = ownerOf(views[0]?.lines ?? [], shard.firstSlot);
  const holds = owner?.id === shard.primary.clusterId && owner.configEpoch === shard.configEpoch;
  const outcome = holds ? "still owns its slots" : "was replaced";
  const kept = { holds, seen: `node ${id} ${outcome} after ${heldMs} ms without an answer` };
  return { frozenAt: frozen.frozenAt, thawedAt, kept };
}

/** Milliseconds until the node itself says that it is a replica; `undefined` when it does not for long. */
async function steppedDown(
  context: CheckContext<RedisManifest>,
  primary: LiveNode,
  thawedAt: number,
  judgement: Judgement,
): Promise<number | undefined> {
  const isDown = await until(RELINK_MS, async () => {
    context.signal.throwIfAborted();
    const lines = await demand(judgement, () => linesAt(context, primary));
    return selfLine(lines)?.primaryId !== undefined;
  });
  return isDown ? Math.round(performance.now() - thawedAt) : undefined;
}
