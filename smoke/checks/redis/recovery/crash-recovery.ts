import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Recovery } from "../../../../operate/redis/recoveries";
import type { Check } from "../../../check";
import { conclude } from "../../conclude";
import type { Judgement, Observation } from "../../judge";
import { judgeCrashWrites } from "../crash-writes";
import { setStage } from "../failover-stage";
import { judgePhases, phasesExhibit, watchFailover } from "../failover-watch";
import { loadDetails } from "../fault-report";
import { type LiveNode, faultNodes, ownerOf } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { slotMap } from "../slot-map";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { awaitReturn, backOnExit, requirePromotion } from "./crashed-server";
import { recoveriesSince } from "./recoveries-since";
import { RECOVERY_DERIVATIONS, recoveryBounds } from "./recovery-bounds";

const TIMEOUT_MS = 240_000;

const judgement: Judgement = {
  expected:
    "before any other node can suspect the death, the replica with most data owns the slots; the node back by itself as its linked replica; no write to another shard lost, no value duplicated, stale or unexpected",
  hint: "see the log of the crashed node: its runner tells whom it asked, and why",
};

export const crashRecovery: Check<RedisManifest> = {
  id: "redis/crash-recovery",
  title: "A primary's process dies under write load, and its node runner has a replica elected",
  proves:
    "After SIGKILL of the server alone its shard is taken over by a vote before the node timeout has passed once, clients write again, and the node comes back by itself as a replica, with what was chosen and why on record.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    requirePromotion(context);
    const { fullCoverage = false, nodeTimeoutMs } = context.deployed.manifest;
    const bounds = recoveryBounds(nodeTimeoutMs);
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { primary } = stage.shard;
    const begun = new Date();
    backOnExit(context, primary);
    context.progress(`killing the server of node ${primary.id}`);
    const crashedAt = performance.now();
    await context.driver.crash?.(primary.ref);
    const phases = await watchFailover(context, stage, crashedAt, bounds);
    const seen = [
      { holds: true, seen: `seed ${context.seed} chose node ${primary.id}` },
      ...judgePhases(phases, bounds, RECOVERY_DERIVATIONS),
    ];
    const details = { seed: context.seed, node: primary.id, phasesMs: phases, boundsMs: bounds };
    const timeline = phasesExhibit(primary, phases, bounds);
    if (seen.some(({ holds }) => !holds)) {
      return conclude(judgement, seen, details, [timeline]);
    }
    const backMs = await awaitReturn(context, stage.watch, stage.shard, judgement, crashedAt);
    const noted = await recoveriesSince(context.driver, primary.ref, begun);
    const result = await stage.load.finish(crashedAt, judgement);
    const untouched = await stage.untouched.stop();
    const lines = (await stage.watch.look())[0]?.lines ?? [];
    const taker = ownerOf(lines, stage.shard.firstSlot);
    return conclude(
      judgement,
      [
        ...seen,
        { holds: true, seen: `node ${primary.id} back as linked replica after ${backMs} ms` },
        judgeRecord(primary, noted, taker?.port),
        ...judgeCrashWrites(stage.load, result, [stage.shard.number], crashedAt),
        ...judgeUntouched(untouched, result.span, fullCoverage),
      ],
      {
        ...details,
        recoveries: noted,
        ...loadDetails(result, crashedAt),
        ...untouchedDetails(untouched, result.span),
      },
      [
        timeline,
        slotMap(faultNodes(context), stage.lines, lines),
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

/** Whether the runner has noted one promotion, of the replica that owns the slots now. */
function judgeRecord(
  { id }: LiveNode,
  noted: readonly Recovery[],
  port: number | undefined,
): Observation {
  const [last] = noted;
  if (last === undefined || noted.length > 1) {
    return { holds: false, seen: `the runner of ${id} noted ${noted.length} deaths` };
  }
  const { choice, ms, reason, taker = "nobody" } = last;
  return {
    holds: choice === "promote" && port !== undefined && taker.endsWith(`:${port}`),
    seen: `its runner chose ${choice} (${reason}); ${taker} took over, seen ${ms} ms after the death`,
  };
}
