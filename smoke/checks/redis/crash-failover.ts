import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../check";
import { judgeCrashWrites } from "./crash-writes";
import { phaseBounds, PHASES } from "./failover-phases";
import { type FailoverStage, setStage } from "./failover-stage";
import { judgePhases, type PhaseBounds, phasesExhibit, watchFailover } from "./failover-watch";
import { loadDetails } from "./fault-report";
import { conclude } from "../conclude";
import type { Judgement, Observation } from "../judge";
import { loadExhibits } from "./load-exhibits";
import { faultNodes } from "./live-shards";
import { NOT_ON_AWS } from "./not-on-aws";
import { rejoin } from "./rejoin";
import { slotMap } from "./slot-map";
import { judgeUntouched, untouchedDetails } from "./untouched-writes";

const TIMEOUT_MS = 240_000;

export const crashFailover: Check<RedisManifest> = {
  id: "redis/crash-failover",
  title: "A primary crashes under write load, and its replica takes over",
  proves:
    "After SIGKILL of a primary its replica owns the slots in bound, clients write again, no other shard loses or (without full coverage) refuses a write, and the old primary comes back as a replica.",
  kind: "redis-cluster",
  suite: "standard",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
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
      ...judgePhases(phases, bounds),
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
      ...judgeCrashWrites(stage.load, result, [stage.shard.number], crashedAt),
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
        slotMap(faultNodes(context), stage.lines, (await stage.watch.look())[0]?.lines),
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

function judgementOf(bounds: PhaseBounds): Judgement {
  const limits = PHASES.map((phase) => `${phase} ${bounds[phase]}`).join(", ");
  return {
    expected: `within ms of the crash: ${limits}; the node back as linked replica; no write to another shard lost or, without full coverage, refused; no value duplicated, stale or unexpected`,
    hint: "see the logs of the crashed node and of its replica: who asked for votes, who refused them and why",
  };
}

/** Starts the crashed node, and waits until it follows the primary that took its place. */
async function startAgain(
  context: CheckContext<RedisManifest>,
  { watch, shard }: FailoverStage,
  judgement: Judgement,
): Promise<Observation> {
  const startedAt = performance.now();
  await rejoin(context, watch, shard, judgement);
  const ms = Math.round(performance.now() - startedAt);
  return {
    holds: true,
    seen: `node ${shard.primary.id} back as linked replica ${ms} ms after its start`,
  };
}
