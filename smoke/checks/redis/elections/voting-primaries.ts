import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { changeSetting } from "../change-setting";
import { findWholeCluster } from "../failover-stage";
import { phaseBounds, PHASE_DERIVATIONS } from "../failover-phases";
import { impossibleValues, loadDetails, writesText } from "../fault-report";
import type { LiveShard } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { seededOrder } from "../quiet-shard";
import { crash, freeze, nodeNames, startAgain } from "./crash";
import { SUSPECTED_DERIVATION, suspectedByAllMs } from "./election-bounds";
import { firstSeen, nodesBeside } from "./first-seen";
import { timeline } from "./pictures";
import { isFailedFor, isSuspectedBy, judgeNever } from "./sightings";

const TIMEOUT_MS = 240_000;
/** Every write waits and is tried again while there is no majority: more of them would delay the harness. */
const WRITES_PER_SECOND = 10;

export const votingPrimaries: Check<RedisManifest> = {
  id: "redis/voting-primaries",
  title: "A replica crashes while a majority of primaries hangs",
  proves:
    "Only primaries that own slots can mark a node as failed: while a majority of them hangs everybody else merely suspects a dead node, and once they run again it is marked in bound and no write is lost.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs } = context.deployed.manifest;
    const bounds = phaseBounds(nodeTimeoutMs);
    const suspectedBound = suspectedByAllMs(nodeTimeoutMs);
    const judgement: Judgement = {
      expected: `the dead replica suspected by every living node within ${suspectedBound} ms and failed for none of them within ${bounds.elected} ms; failed within ${bounds.failed} ms of the majority running again; no acknowledged write lost`,
      hint: "see what CLUSTER NODES says of the dead replica on each living node, and whose reports its log names",
    };
    const { watch, shards, shardOfSlot } = await findWholeCluster(context, judgement);
    const order = seededOrder(shards, context.seed);
    const majority = Math.floor(shards.length / 2) + 1;
    const frozen = order.slice(0, majority);
    const [living] = order.slice(majority);
    if (living === undefined) throw new RangeError("a cluster has no minority of shards");
    const dead = new SeededRandom(context.seed).pick(living.replicas);
    const load = await AccountedLoad.start(
      context,
      {
        shardOfSlot,
        shards: shards.length,
        maxMs: TIMEOUT_MS,
        writesPerSecond: WRITES_PER_SECOND,
      },
      judgement,
    );
    await demand(judgement, () => keepRoles(context, frozen));
    const primaries = frozen.map(({ primary }) => primary);
    const crashedAt = await crash(context, [dead]);
    const resume = await freeze(context, primaries);
    const without = await firstSeen(
      context,
      {
        nodes: nodesBeside(context, [...primaries, dead]),
        since: crashedAt,
        untilMs: bounds.elected,
      },
      {
        suspected: (views) => views.every((view) => isSuspectedBy(view, dead)),
        failed: (views) => views.some((view) => isFailedFor(view, dead)),
      },
      "failed",
    );
    const observers = nodesBeside(context, [...primaries, dead]).length;
    const early = [
      {
        holds: true,
        seen: `seed ${context.seed} chose ${nodeNames([dead])} and froze ${nodeNames(primaries)}: ${observers} nodes are left, ${shards.length - majority} of ${shards.length} that vote`,
      },
      judgeFigure({
        what: "suspected by all that are left",
        unit: "ms",
        measured: without.suspected,
        atMost: suspectedBound,
        derivation: SUSPECTED_DERIVATION,
      }),
      judgeNever(
        "marked as failed without a majority of primaries",
        without.failed,
        "only reports of primaries with slots count, and a majority of them must report (markNodeAsFailingIfNeeded)",
      ),
    ];
    if (without.failed !== undefined) return conclude(judgement, early);
    await resume();
    const resumedAt = performance.now();
    const marked = await firstSeen(
      context,
      { nodes: nodesBeside(context, [dead]), since: resumedAt, untilMs: 2 * bounds.failed },
      { failed: (views) => views.every((view) => isFailedFor(view, dead)) },
      "failed",
    );
    const back = await startAgain(context, watch, judgement, [dead]);
    const result = await load.finish(crashedAt, judgement);
    const { lost } = result.account;
    const observations = [
      ...early,
      judgeFigure({
        what: "failed once the majority ran again",
        unit: "ms",
        measured: marked.failed,
        atMost: bounds.failed,
        derivation: PHASE_DERIVATIONS.failed,
      }),
      back.observation,
      { holds: lost.length === 0, seen: writesText(result) },
      ...impossibleValues(result),
    ];
    const resumedMs = Math.round(resumedAt - crashedAt);
    const failedMs = marked.failed === undefined ? undefined : resumedMs + marked.failed;
    return conclude(
      judgement,
      observations,
      { seed: context.seed, node: dead.id, ...loadDetails(result, crashedAt) },
      [
        timeline(`SIGKILL of node ${dead.id}`, [
          ["suspected by all", without.suspected, suspectedBound],
          ["majority runs again", resumedMs],
          ["failed", failedMs, resumedMs + bounds.failed],
        ]),
        ...loadExhibits(result, crashedAt, [
          { what: "a majority of primaries frozen", from: crashedAt, to: resumedAt },
        ]),
      ],
    );
  },
};

/**
 * The first to run again may find the others overdue and, with a majority, mark them as failed; nobody
 * shall be elected for that.
 */
async function keepRoles(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
): Promise<void> {
  for (const replica of shards.flatMap(({ replicas }) => replicas)) {
    await changeSetting(context, replica, "cluster-replica-no-failover", "yes");
  }
}
