import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement } from "../../judge";
import { changeSetting } from "../change-setting";
import { judgeCrashWrites } from "../crash-writes";
import { phaseBounds, PHASE_DERIVATIONS } from "../failover-phases";
import { type FailoverStage, setStage } from "../failover-stage";
import { loadDetails } from "../fault-report";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { demotionProblem } from "../restart";
import { crash, startAgain } from "./crash";
import { ALLOWED_DERIVATION, electedOnceAllowedMs } from "./election-bounds";
import { firstSeen, type FirstSeen, nodesBeside } from "./first-seen";
import { slotMap, timeline } from "./pictures";
import { isFailedFor, judgeNever, takenOverBy } from "./sightings";

const TIMEOUT_MS = 240_000;
const SETTING = "cluster-replica-no-failover";

export const noFailover: Check<RedisManifest> = {
  id: "redis/no-failover",
  title: "A replica that may not be elected is not, until it may",
  proves: `With ${SETTING} on every replica of a shard nobody takes over from its crashed primary; once the setting is undone a replica is elected in bound.`,
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const bounds = phaseBounds(context.deployed.manifest.nodeTimeoutMs);
    const allowedBound = electedOnceAllowedMs();
    const judgement: Judgement = {
      expected: `failed within ${bounds.failed} ms of the crash, nobody elected within ${bounds.elected} ms; elected within ${allowedBound} ms of the replicas being allowed; the node back as linked replica`,
      hint: `see what the replicas' logs say of an election, and what CONFIG GET ${SETTING} says on each`,
    };
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { primary, replicas, number } = stage.shard;
    const before = await stage.watch.look();
    const allow = await demand(judgement, () => forbidAll(context, stage));
    const crashedAt = await crash(context, [primary]);
    const forbidden = await watchElection(context, stage, crashedAt, bounds.elected);
    const early = [
      { holds: true, seen: `seed ${context.seed} chose node ${primary.id}` },
      judgeFigure({
        what: "failed",
        unit: "ms",
        measured: forbidden.failed,
        atMost: bounds.failed,
        derivation: PHASE_DERIVATIONS.failed,
      }),
      judgeNever(
        "elected though not allowed",
        forbidden.elected,
        `${SETTING} keeps a replica from asking for votes (clusterHandleSlaveFailover)`,
      ),
    ];
    if (forbidden.elected !== undefined) return conclude(judgement, early);
    const allowedAt = performance.now();
    await demand(judgement, allow);
    const allowed = await watchElection(context, stage, allowedAt, 2 * allowedBound);
    const elected = judgeFigure({
      what: "elected once allowed",
      unit: "ms",
      measured: allowed.elected,
      atMost: allowedBound,
      derivation: ALLOWED_DERIVATION,
    });
    const sinceCrash = (ms?: number): number | undefined =>
      ms === undefined ? undefined : Math.round(allowedAt + ms - crashedAt);
    const pictures = timeline(`SIGKILL of node ${primary.id}`, [
      ["failed", forbidden.failed, bounds.failed],
      ["allowed", sinceCrash(0)],
      ["elected", sinceCrash(allowed.elected), sinceCrash(allowedBound)],
    ]);
    if (!elected.holds) return conclude(judgement, [...early, elected], {}, [pictures]);
    const isBack = demotionProblem([stage.shard]);
    const back = await startAgain(context, stage.watch, judgement, [primary], isBack);
    const result = await stage.load.finish(crashedAt, judgement);
    const untouched = await stage.untouched.stop();
    const { fullCoverage = false } = context.deployed.manifest;
    const observations = [
      ...early,
      elected,
      back.observation,
      ...judgeCrashWrites(stage.load, result, [number], crashedAt),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    const details = {
      seed: context.seed,
      node: primary.id,
      replicas: replicas.map(({ id }) => id),
      ...loadDetails(result, crashedAt),
      ...untouchedDetails(untouched, result.span),
    };
    return conclude(judgement, observations, details, [
      pictures,
      slotMap(context, before, back.views),
      ...loadExhibits(result, crashedAt, [
        { what: `no replica of ${primary.id} may be elected`, from: crashedAt, to: allowedAt },
      ]),
    ]);
  },
};

/** @returns what allows it again */
async function forbidAll(
  context: CheckContext<RedisManifest>,
  { shard }: FailoverStage,
): Promise<() => Promise<void>> {
  const undos: (() => Promise<void>)[] = [];
  for (const replica of shard.replicas) {
    undos.push(await changeSetting(context, replica, SETTING, "yes"));
  }
  return async () => {
    for (const undo of undos) await undo();
  };
}

function watchElection(
  context: CheckContext<RedisManifest>,
  { shard }: FailoverStage,
  since: number,
  untilMs: number,
): Promise<FirstSeen<"failed" | "elected">> {
  const nodes = nodesBeside(context, [shard.primary]);
  return firstSeen(
    context,
    { nodes, since, untilMs },
    {
      failed: (views) => views.some((view) => isFailedFor(view, shard.primary)),
      elected: (views) => takenOverBy(views, shard) !== undefined,
    },
    "elected",
  );
}
