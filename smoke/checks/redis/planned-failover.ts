import type { RedisManifest } from "../../../constructs/core/manifest";
import { MANUAL_FAILOVER_MS } from "../../../operate/redis/hand-over";
import type { Check, CheckContext } from "../../check";
import { SeededRandom } from "../../random";
import type { LoadResult } from "./accounted-load";
import { FailoverRequest } from "./failover-request";
import { type FailoverStage, setStage } from "./failover-stage";
import {
  gapsText,
  HAND_OVER_GAP_LIMIT_MS,
  HAND_OVER_GAP_TARGET_MS,
  handOverGap,
  impossibleValues,
  loadDetails,
  writesText,
} from "./fault-report";
import { conclude } from "../conclude";
import type { Judgement, Observation } from "../judge";
import { loadExhibits } from "./load-exhibits";
import { faultNodes, type LiveNode, ownerOf } from "./live-shards";
import { NO_HAND_OVER_ON_AWS } from "./not-on-aws";
import { slotMap } from "./slot-map";
import { takeoverProblem } from "./takeover-problem";
import { judgeUntouched, untouchedDetails } from "./untouched-writes";
import { lookUntil, wholeProblem } from "./whole-cluster";

const TIMEOUT_MS = 180_000;
/** The old primary keeps its data and copies the difference, or everything. */
const RELINK_MS = 60_000;

export const plannedFailover: Check<RedisManifest> = {
  id: "redis/planned-failover",
  title: "A replica takes over on request under write load, and no write is lost or fails",
  proves:
    "CLUSTER FAILOVER hands a shard to a linked replica by an election that every node agrees on, within a second for clients and without a lost, failed or doubtful write.",
  kind: "redis-cluster",
  suite: "standard",
  injectsFaults: true,
  skippedOn: { aws: NO_HAND_OVER_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { fullCoverage = false } = context.deployed.manifest;
    const judgement: Judgement = {
      expected: `no write to the shard for at most ${HAND_OVER_GAP_LIMIT_MS} ms (target ${HAND_OVER_GAP_TARGET_MS} ms); every write acknowledged and kept; one election that all nodes agree on; no write to another shard refused`,
      hint: "see the logs of the replica and of its primary around the failover, and what CLUSTER NODES says on each node",
    };
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const replica = new SeededRandom(context.seed).pick(stage.shard.replicas);
    context.progress(`asking node ${replica.id} to take over from ${stage.shard.primary.id}`);
    const requestedAt = performance.now();
    await FailoverRequest.prepare(context, stage.watch, stage.shard, replica).send(judgement);
    const takenOver = await awaitTakeover(context, stage, replica, requestedAt, judgement);
    const takenOverAt = performance.now();
    const result = await stage.load.finish(requestedAt, judgement);
    const untouched = await stage.untouched.stop();
    const views = await lookUntil(context, stage.watch, judgement, {
      withinMs: RELINK_MS,
      problem: (views) =>
        wholeProblem(context, views) ?? takeoverProblem(stage.shard, replica, views),
    });
    const observations = [
      { holds: true, seen: `seed ${context.seed} chose node ${replica.id}` },
      takenOver,
      ...judgeWrites(stage, result),
      // Who hears of the demotion before the claim sees slots without an owner (Redis 7.0: `clusterProcessPacket`).
      ...judgeUntouched(untouched, result.span, fullCoverage, HAND_OVER_GAP_LIMIT_MS),
    ];
    const what = `node ${replica.id} takes over`;
    return conclude(
      judgement,
      observations,
      {
        seed: context.seed,
        node: replica.id,
        ...loadDetails(result, requestedAt),
        ...untouchedDetails(untouched, result.span),
      },
      [
        slotMap(faultNodes(context), stage.lines, views[0]?.lines),
        ...loadExhibits(result, requestedAt, [{ what, from: requestedAt, to: takenOverAt }]),
      ],
    );
  },
};

async function awaitTakeover(
  context: CheckContext<RedisManifest>,
  stage: FailoverStage,
  replica: LiveNode,
  requestedAt: number,
  judgement: Judgement,
): Promise<Observation> {
  const views = await lookUntil(context, stage.watch, judgement, {
    withinMs: MANUAL_FAILOVER_MS + context.deployed.manifest.nodeTimeoutMs,
    problem: (seen) => takeoverProblem(stage.shard, replica, seen),
  });
  const ms = Math.round(performance.now() - requestedAt);
  const epoch = ownerOf(views[0]?.lines ?? [], stage.shard.firstSlot)?.configEpoch;
  return {
    holds: true,
    seen: `node ${replica.id} took over from ${stage.shard.primary.id}, agreed after ${ms} ms, config epoch ${stage.shard.configEpoch} to ${epoch}`,
  };
}

function judgeWrites({ shard }: FailoverStage, result: LoadResult): Observation[] {
  const { failed, lost, unknown } = result.account;
  const gap = result.gaps[shard.number];
  return [
    {
      holds: gap !== undefined && gap.ms <= HAND_OVER_GAP_LIMIT_MS,
      seen: gapsText(result, shard.number),
      figure: handOverGap("shard without writes", gap),
    },
    { holds: lost.length + failed + unknown === 0, seen: writesText(result) },
    ...impossibleValues(result),
  ];
}
