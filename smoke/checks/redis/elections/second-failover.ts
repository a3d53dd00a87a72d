import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { judgeCrashWrites } from "../crash-writes";
import { phaseBounds, PHASES, type PhaseTimes } from "../failover-phases";
import { type FailoverStage, setStage } from "../failover-stage";
import { judgePhases, type PhaseBounds, phasesExhibit, watchFailover } from "../failover-watch";
import { loadDetails } from "../fault-report";
import { faultNodes, liveShards, type LiveShard } from "../live-shards";
import { type FaultSpan, loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { chooseQuietShard } from "../quiet-shard";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { demotionProblem } from "../restart";
import { crash, startAgain } from "./crash";
import { slotMap } from "./pictures";

const TIMEOUT_MS = 360_000;

export const secondFailover: Check<RedisManifest> = {
  id: "redis/second-failover",
  title: "A primary crashes, and later the replica that took its place",
  proves:
    "A shard survives two failovers: both elections in bound, each with a newer epoch, the slots back with the node that had them first, and no write to another shard lost.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const bounds = phaseBounds(context.deployed.manifest.nodeTimeoutMs);
    const limits = PHASES.map((phase) => `${phase} ${bounds[phase]}`).join(", ");
    const judgement: Judgement = {
      expected: `within ms of each of two crashes: ${limits}; config epochs that grow; every node back; no write to another shard lost`,
      hint: "see the logs of the shard's nodes around the second crash: who asked for votes, who refused them and why",
    };
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const before = await stage.watch.look();
    const first = await failOver(context, stage, stage.shard, bounds, judgement);
    if (first.after === undefined) {
      return conclude(judgement, first.seen, { seed: context.seed }, [first.picture]);
    }
    const next = first.after.shard;
    context.progress(`waiting until the shard of node ${next.primary.id} is quiet`);
    await demand(judgement, () => chooseQuietShard(context, [next], judgement));
    const second = await failOver(context, stage, next, bounds, judgement);
    const pictures = [first.picture, second.picture];
    const seen = [...first.seen, ...second.seen];
    if (second.after === undefined) {
      return conclude(judgement, seen, { seed: context.seed }, pictures);
    }
    const result = await stage.load.finish(first.crashedAt, judgement);
    const untouched = await stage.untouched.stop();
    const { fullCoverage = false } = context.deployed.manifest;
    const { number, configEpoch } = stage.shard;
    const epochs = [configEpoch, next.configEpoch, second.after.shard.configEpoch];
    const observations = [
      { holds: true, seen: `seed ${context.seed} chose shard ${number}` },
      ...seen,
      ...judgeEpochs(epochs),
      ...judgeCrashWrites(stage.load, result, [number], first.crashedAt),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    const details = {
      seed: context.seed,
      nodes: [stage.shard.primary.id, next.primary.id],
      epochs,
      phasesMs: [first.phases, second.phases],
      boundsMs: bounds,
      ...loadDetails(result, first.crashedAt),
      ...untouchedDetails(untouched, result.span),
    };
    return conclude(judgement, observations, details, [
      ...pictures,
      slotMap(context, before, second.after.views),
      ...loadExhibits(result, first.crashedAt, [first.span, second.span]),
    ]);
  },
};

/** A crash and what followed it. */
interface Failover {
  readonly crashedAt: number;
  readonly phases: PhaseTimes;
  readonly seen: readonly Observation[];
  readonly picture: ReturnType<typeof phasesExhibit>;
  readonly span: FaultSpan;
  /** The shard once its node is back. @default - nobody was elected */
  readonly after?: { readonly shard: LiveShard; readonly views: Before };
}

type Before = Awaited<ReturnType<FailoverStage["watch"]["look"]>>;

async function failOver(
  context: CheckContext<RedisManifest>,
  stage: FailoverStage,
  shard: LiveShard,
  bounds: PhaseBounds,
  judgement: Judgement,
): Promise<Failover> {
  const { primary } = shard;
  const crashedAt = await crash(context, [primary]);
  const phases = await watchFailover(context, { ...stage, shard }, crashedAt, bounds);
  const picture = phasesExhibit(primary, phases, bounds);
  const to = crashedAt + (phases.writable ?? 0);
  const span = { what: `node ${primary.id} down`, from: crashedAt, to };
  const seen = judgePhases(phases, bounds).map((one) => ({
    ...one,
    seen: `${one.seen} after the crash of ${primary.id}`,
  }));
  if (phases.agreed === undefined) return { crashedAt, phases, seen, picture, span };
  const isBack = demotionProblem([shard]);
  const { views, observation } = await startAgain(
    context,
    stage.watch,
    judgement,
    [primary],
    isBack,
  );
  const after = liveShards(views[0]?.lines ?? [], faultNodes(context))[shard.number];
  if (after === undefined) throw new RangeError(`there is no shard ${shard.number}`);
  return {
    crashedAt,
    phases,
    seen: [...seen, observation],
    picture,
    span,
    after: { shard: after, views: [...views] },
  };
}

function judgeEpochs(epochs: readonly number[]): Observation[] {
  return epochs.slice(1).map((epoch, index) =>
    judgeFigure({
      what: `config epoch of failover ${index + 1} above the one before`,
      unit: "count",
      measured: epoch - (epochs[index] ?? NaN),
      atLeast: 1,
      derivation: "who is elected takes a newer epoch than any node knew",
    }),
  );
}
