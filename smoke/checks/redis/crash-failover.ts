import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../check";
import type { PhasesExhibit } from "../../exhibit";
import type { LoadResult } from "./accounted-load";
import {
  observePhases,
  type Phase,
  phaseBounds,
  PHASE_DERIVATIONS,
  PHASES,
  type PhaseTimes,
} from "./failover-phases";
import { type FailoverStage, setStage } from "./failover-stage";
import { gapsText, impossibleValues, loadDetails, writesText } from "./fault-report";
import { conclude } from "../conclude";
import { judgeFigure, type Judgement, type Observation } from "../judge";
import { loadExhibits } from "./load-exhibits";
import { faultNodes, type LiveNode, ownerOf } from "./live-shards";
import { awaitRejoined } from "./restart";
import { judgeUntouched, untouchedDetails } from "./untouched-writes";
import { openWatch } from "./whole-cluster";

const TIMEOUT_MS = 240_000;
const POLL_MS = 25;
/** A phase that takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 2;

export const crashFailover: Check<RedisManifest> = {
  id: "redis/crash-failover",
  title: "A primary crashes under write load, and its replica takes over",
  proves:
    "After SIGKILL of a primary its replica owns the slots in bound, clients write again, no other shard loses or (without full coverage) refuses a write, and the old primary comes back as a replica.",
  kind: "redis-cluster",
  suite: "standard",
  injectsFaults: true,
  skippedOn: {
    aws: "ElastiCache runs the nodes: nobody can kill their processes; redis/service-failover has it fail a primary",
  },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const bounds = phaseBounds(context.deployed.manifest.nodeTimeoutMs);
    const judgement = judgementOf(bounds);
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { primary } = stage.shard;
    context.onExit(() => context.driver.start(primary.ref));
    context.progress(`killing node ${primary.id}`);
    const crashedAt = performance.now();
    await context.driver.kill(primary.ref);
    const phases = await watchFailover(context, stage, crashedAt, bounds);
    const phaseSeen = [
      { holds: true, seen: `seed ${context.seed} chose node ${primary.id}` },
      ...PHASES.map((phase) => judgePhase(phase, phases, bounds)),
    ];
    const details = { seed: context.seed, node: primary.id, phasesMs: phases, boundsMs: bounds };
    const timeline = phasesExhibit(primary, phases, bounds);
    if (phases.agreed === undefined) return conclude(judgement, phaseSeen, details, [timeline]);
    const rejoined = await startAgain(context, stage, judgement);
    const result = await stage.load.finish(crashedAt, judgement);
    const untouched = await stage.untouched.stop();
    const { fullCoverage = false } = context.deployed.manifest;
    const observations = [
      ...phaseSeen,
      rejoined,
      ...judgeWrites(stage, result, crashedAt),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    return conclude(
      judgement,
      observations,
      {
        ...details,
        ...loadDetails(result, crashedAt),
        ...untouchedDetails(untouched, result.span),
      },
      [
        timeline,
        ...loadExhibits(result, crashedAt, [
          {
            what: `node ${primary.id} down`,
            from: crashedAt,
            to: crashedAt + (phases.writable ?? 0),
          },
        ]),
      ],
    );
  },
};

function judgementOf(bounds: Readonly<Record<Phase, number>>): Judgement {
  const limits = PHASES.map((phase) => `${phase} ${bounds[phase]}`).join(", ");
  return {
    expected: `within ms of the crash: ${limits}; the node back as linked replica; no write to another shard lost or, without full coverage, refused; no value duplicated, stale or unexpected`,
    hint: "see the logs of the crashed node and of its replica: who asked for votes, who refused them and why",
  };
}

/** Looks at the living nodes until all phases are over, or one is far over its bound. */
async function watchFailover(
  context: CheckContext<RedisManifest>,
  { shard, load }: FailoverStage,
  crashedAt: number,
  bounds: Readonly<Record<Phase, number>>,
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
    const isOver = PHASES.every((phase) => phases[phase] !== undefined);
    if (isOver || performance.now() >= giveUpAt) return phases;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

function judgePhase(
  phase: Phase,
  times: PhaseTimes,
  bounds: Readonly<Record<Phase, number>>,
): Observation {
  return judgeFigure({
    what: phase,
    unit: "ms",
    measured: times[phase],
    atMost: bounds[phase],
    derivation: PHASE_DERIVATIONS[phase],
  });
}

function phasesExhibit(
  { id }: LiveNode,
  times: PhaseTimes,
  bounds: Readonly<Record<Phase, number>>,
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

/** Starts the crashed node, and waits until it follows the primary that took its place. */
async function startAgain(
  context: CheckContext<RedisManifest>,
  { watch, shard }: FailoverStage,
  judgement: Judgement,
): Promise<Observation> {
  const { clusterId, id, ref } = shard.primary;
  context.progress(`starting node ${id} again`);
  const startedAt = performance.now();
  await context.driver.start(ref);
  await awaitRejoined(context, watch, judgement, shard.primary, (views) => {
    const lines = views[0]?.lines ?? [];
    const follows = lines.find((line) => line.id === clusterId)?.primaryId;
    const isBack = follows !== undefined && follows === ownerOf(lines, shard.firstSlot)?.id;
    return isBack ? undefined : `node ${id} does not follow the primary that took its place`;
  });
  const ms = Math.round(performance.now() - startedAt);
  return { holds: true, seen: `node ${id} back as linked replica ${ms} ms after its start` };
}

/** Replication is asynchronous: what the crashed primary alone knew may be lost, and is told. */
function judgeWrites(
  { load, shard }: FailoverStage,
  result: LoadResult,
  crashedAt: number,
): Observation[] {
  const { lost, lossWindow } = result.account;
  const elsewhere = lost.filter(({ key }) => load.shardOf(key) !== shard.number).length;
  const sinceMs = lossWindow === undefined ? 0 : Math.round(crashedAt - lossWindow.from);
  const window = lossWindow === undefined ? "" : ` (the first acknowledged ${sinceMs} ms before)`;
  return [
    { holds: true, seen: `${writesText(result)}${window}; ${gapsText(result, shard.number)}` },
    { holds: elsewhere === 0, seen: `${elsewhere} acknowledged writes to other shards lost` },
    ...impossibleValues(result),
  ];
}
