import type { RedisManifest } from "../../../../constructs/core/manifest";
import { retryBudget } from "../../../../clients/redis/retry-budget";
import type { Check } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { judgeCrashWrites } from "../crash-writes";
import { phaseBounds, PHASE_DERIVATIONS } from "../failover-phases";
import { findWholeCluster } from "../failover-stage";
import { loadDetails } from "../fault-report";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { UntouchedShards } from "../untouched-shards";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { crash, nodeNames, startAgain } from "./crash";
import { WRITABLE_DERIVATION, writableAfterStartMs } from "./election-bounds";
import { firstSeen } from "./first-seen";
import { restartAlone } from "./restart-alone";
import { slotMap, timeline } from "./pictures";
import { isFailedFor, judgeNever, takenOverBy } from "./sightings";
import { judgeOwnData, requireAppendOnly, requireWritesAlone } from "./surviving-data";

const TIMEOUT_MS = 240_000;
/** A client connects over TLS and fetches the slot map. */
const CLIENT_CONNECT_MS = 300;

export const replicasCrash: Check<RedisManifest> = {
  id: "redis/replicas-crash",
  title: "Every replica crashes, and then a primary that has none left",
  proves:
    "Without a single replica every shard goes on taking writes; a primary that crashes then takes down its own slots alone, and serves what it had acknowledged as soon as it is back.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs, fullCoverage = false } = context.deployed.manifest;
    const bounds = phaseBounds(nodeTimeoutMs);
    const { retryDelayMs } = retryBudget(nodeTimeoutMs);
    const writableBound = writableAfterStartMs(2 * retryDelayMs + CLIENT_CONNECT_MS);
    const judgement: Judgement = {
      expected: `no shard refuses a write for lack of replicas; the crashed primary failed within ${bounds.failed} ms, replaced by nobody, writable within ${writableBound} ms of answering again with what it had acknowledged; every replica linked again`,
      hint: "see the log of the crashed primary after its start, and whether min-replicas-to-write or cluster-require-full-coverage is set",
    };
    const { watch, shards, shardOfSlot } = await findWholeCluster(context, judgement);
    const primaries = shards.map(({ primary }) => primary);
    await demand(judgement, () => requireAppendOnly(context, primaries));
    await demand(judgement, () => requireWritesAlone(context, primaries));
    const shard = new SeededRandom(context.seed).pick(shards);
    const writers = await demand(judgement, () =>
      UntouchedShards.start(context, shards, shardOfSlot),
    );
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shardUnderTest: shard.number, shards: shards.length, maxMs: TIMEOUT_MS },
      judgement,
    );
    const before = await watch.look();
    const replicas = shards.flatMap((one) => one.replicas);
    const aloneAt = await crash(context, replicas);
    const alone = await firstSeen(
      context,
      { nodes: primaries, since: aloneAt, untilMs: 2 * bounds.failed },
      {
        failed: (views) => views.every((view) => replicas.every((node) => isFailedFor(view, node))),
      },
      "failed",
    );
    const crashedAt = await crash(context, [shard.primary]);
    const others = primaries.filter(({ id }) => id !== shard.primary.id);
    const down = await firstSeen(
      context,
      { nodes: others, since: crashedAt, untilMs: bounds.elected },
      {
        failed: (views) => views.some((view) => isFailedFor(view, shard.primary)),
        elected: (views) => takenOverBy(views, shard) !== undefined,
      },
    );
    const again = await restartAlone(context, load, shard.primary, writableBound);
    const figures = [
      judgeFigure({
        what: "replicas failed",
        unit: "ms",
        measured: alone.failed,
        atMost: bounds.failed,
        derivation: PHASE_DERIVATIONS.failed,
      }),
      judgeFigure({
        what: "primary failed",
        unit: "ms",
        measured: down.failed,
        atMost: bounds.failed,
        derivation: PHASE_DERIVATIONS.failed,
      }),
      judgeNever("slots taken over", down.elected, "only a replica of the shard can be elected"),
      judgeFigure({
        what: "writable after it answered again",
        unit: "ms",
        measured: again.writable,
        atMost: writableBound,
        derivation: WRITABLE_DERIVATION,
      }),
    ];
    const back = await startAgain(context, watch, judgement, replicas);
    const result = await load.finish(crashedAt, judgement);
    const written = await writers.stop();
    const untilCrash = written.shards.map((one) => ({
      ...one,
      attempts: one.attempts.filter(({ endedAt }) => endedAt < crashedAt),
    }));
    const living = written.shards.filter((one) => one.shard !== shard.number);
    const aloneSpan = { from: aloneAt, to: crashedAt };
    const observations = [
      { holds: true, seen: `seed ${context.seed} chose ${nodeNames([shard.primary])}` },
      ...judgeUntouched({ ...written, shards: untilCrash }, aloneSpan, false),
      ...figures,
      ...judgeUntouched({ ...written, shards: living }, result.span, fullCoverage),
      back.observation,
      judgeOwnData(result, crashedAt),
      ...judgeCrashWrites(load, result, [shard.number], crashedAt),
    ];
    const sinceCrash = (moment: number): number => Math.round(moment - crashedAt);
    const { answeredAt, writable } = again;
    const writableAt = writable === undefined ? undefined : sinceCrash(answeredAt + writable);
    return conclude(
      judgement,
      observations,
      {
        seed: context.seed,
        node: shard.primary.id,
        ...loadDetails(result, crashedAt),
        ...untouchedDetails({ ...written, shards: living }, result.span),
      },
      [
        timeline(`SIGKILL of node ${shard.primary.id}`, [
          ["replicas killed", sinceCrash(aloneAt)],
          ["failed", down.failed, bounds.failed],
          ["answers again", sinceCrash(answeredAt)],
          ["writable", writableAt, sinceCrash(answeredAt + writableBound)],
        ]),
        slotMap(context, before, back.views),
        ...loadExhibits(result, crashedAt, [
          { what: "no replica alive", from: aloneAt, to: crashedAt },
          { what: `node ${shard.primary.id} down`, from: crashedAt, to: answeredAt },
        ]),
      ],
    );
  },
};
