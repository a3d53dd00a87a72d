import { retryBudget } from "../../../../clients/redis/retry-budget";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { wholePause } from "../../../whole-pause";
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
import { lookUntil, wholeProblem } from "../whole-cluster";
import { crash } from "./crash";
import { WRITABLE_DERIVATION, writableAfterStartMs } from "./election-bounds";
import { firstSeen, nodesBeside } from "./first-seen";
import { slotMap, timeline } from "./pictures";
import { restartAlone } from "./restart-alone";
import { isFailedFor, isSuspectedBy, judgeNever, takenOverBy } from "./sightings";
import { judgeOwnData, requireAppendOnly } from "./surviving-data";
import { unlinkReplica } from "./unlinked-replica";

const TIMEOUT_MS = 300_000;
const RELINK_MS = 60_000;
/** A client connects over TLS and fetches the slot map. */
const CLIENT_CONNECT_MS = 300;
/** Smallest values that still judge the age of data: 0 of the factor would switch that off. */
const FACTOR = 1;
const PING_PERIOD_SECONDS = 1;
/** The engine keeps both moments in whole seconds: an age may be up to one second less than it is. */
const ROUNDING_MS = 1000;

/**
 * Milliseconds without a link from which on a replica's data is too old; the first node timeout is not
 * counted (`clusterHandleSlaveFailover` of Redis 7.0).
 */
export function staleAfterMs(nodeTimeoutMs: number): number {
  const allowed = PING_PERIOD_SECONDS * 1000 + nodeTimeoutMs * FACTOR;
  return nodeTimeoutMs + allowed + ROUNDING_MS;
}

export const staleReplica: Check<RedisManifest> = {
  id: "redis/stale-replica",
  title: "A primary crashes whose replicas have been without a link for too long",
  proves:
    "A replica whose data is older than cluster-replica-validity-factor allows is not elected: the shard stays down rather than go back in time, and its primary comes back with what it had acknowledged.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs, fullCoverage = false } = context.deployed.manifest;
    const bounds = phaseBounds(nodeTimeoutMs);
    const staleMs = staleAfterMs(nodeTimeoutMs);
    const { retryDelayMs } = retryBudget(nodeTimeoutMs);
    const writableBound = writableAfterStartMs(2 * retryDelayMs + CLIENT_CONNECT_MS);
    const judgement: Judgement = {
      expected: `failed within ${bounds.failed} ms of the crash, no replica without a link for ${staleMs} ms elected within ${bounds.elected} ms; the primary back with what it had acknowledged, its replicas linked`,
      hint: "see what the replicas' logs say of the age of their data, and cluster-replica-validity-factor on each",
    };
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { primary, replicas, number } = stage.shard;
    await demand(judgement, () => requireAppendOnly(context, [primary]));
    const before = await stage.watch.look();
    const relink = await demand(judgement, () => unlinkAll(context, stage, judgement));
    const unlinkedAt = performance.now();
    context.progress(`letting the data of ${replicas.length} replicas grow old for ${staleMs} ms`);
    await wholePause(staleMs, context.signal);
    const crashedAt = await crash(context, [primary]);
    const down = await firstSeen(
      context,
      { nodes: nodesBeside(context, [primary]), since: crashedAt, untilMs: bounds.elected },
      {
        failed: (views) => views.some((view) => isFailedFor(view, primary)),
        elected: (views) => takenOverBy(views, stage.shard) !== undefined,
      },
      "elected",
    );
    const early = [
      { holds: true, seen: `seed ${context.seed} chose node ${primary.id}` },
      judgeFigure({
        what: "replicas without a link before the crash",
        unit: "ms",
        measured: Math.round(crashedAt - unlinkedAt),
        atLeast: staleMs,
        derivation:
          "node timeout + repl-ping-replica-period + node timeout × cluster-replica-validity-factor, moments cut to whole seconds (clusterHandleSlaveFailover)",
      }),
      judgeFigure({
        what: "failed",
        unit: "ms",
        measured: down.failed,
        atMost: bounds.failed,
        derivation: PHASE_DERIVATIONS.failed,
      }),
      judgeNever("elected with old data", down.elected, "its data is older than the factor allows"),
    ];
    if (down.elected !== undefined) return conclude(judgement, early);
    const again = await restartAlone(context, stage.load, primary, writableBound);
    await awaitTrust(context, stage, judgement);
    await demand(judgement, relink);
    const after = await lookUntil(context, stage.watch, judgement, {
      withinMs: RELINK_MS,
      problem: (views) => wholeProblem(context, views),
    });
    const result = await stage.load.finish(crashedAt, judgement);
    const untouched = await stage.untouched.stop();
    const observations = [
      ...early,
      judgeFigure({
        what: "writable after it answered again",
        unit: "ms",
        measured: again.writable,
        atMost: writableBound,
        derivation: WRITABLE_DERIVATION,
      }),
      judgeOwnData(result, crashedAt),
      ...judgeCrashWrites(stage.load, result, [number], crashedAt),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    const sinceCrash = (moment: number): number => Math.round(moment - crashedAt);
    return conclude(
      judgement,
      observations,
      {
        seed: context.seed,
        node: primary.id,
        ...loadDetails(result, crashedAt),
        ...untouchedDetails(untouched, result.span),
      },
      [
        timeline(`SIGKILL of node ${primary.id}`, [
          ["replicas unlinked", sinceCrash(unlinkedAt)],
          ["failed", down.failed, bounds.failed],
          ["answers again", sinceCrash(again.answeredAt)],
        ]),
        slotMap(context, before, after),
        ...loadExhibits(result, crashedAt, [
          { what: "replicas unlinked", from: unlinkedAt, to: crashedAt },
          { what: `node ${primary.id} down`, from: crashedAt, to: again.answeredAt },
        ]),
      ],
    );
  },
};

/** @returns what lets the replicas link again */
async function unlinkAll(
  context: CheckContext<RedisManifest>,
  { shard }: FailoverStage,
  judgement: Judgement,
): Promise<() => Promise<void>> {
  const undos: (() => Promise<void>)[] = [];
  for (const replica of shard.replicas) {
    await changeSetting(context, replica, "cluster-replica-validity-factor", FACTOR);
    await changeSetting(context, replica, "repl-ping-replica-period", PING_PERIOD_SECONDS);
    undos.push(await unlinkReplica(context, replica, judgement));
  }
  return async () => {
    for (const undo of undos) await undo();
  };
}

/** While it counts as failed, replicas with a link to it would be elected. */
async function awaitTrust(
  context: CheckContext<RedisManifest>,
  { shard, watch }: FailoverStage,
  judgement: Judgement,
): Promise<void> {
  await lookUntil(context, watch, judgement, {
    withinMs: RELINK_MS,
    problem: (views) => {
      const doubter = views.find((view) => isSuspectedBy(view, shard.primary));
      return doubter === undefined
        ? undefined
        : `node ${doubter.node.id} counts ${shard.primary.id} as failed`;
    },
  });
}
