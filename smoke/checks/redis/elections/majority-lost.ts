import type { RedisManifest } from "../../../../constructs/core/manifest";
import { ownershipOf } from "../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import type { Check, CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { judgeFigure, type Judgement } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { judgeCrashWrites } from "../crash-writes";
import { findWholeCluster } from "../failover-stage";
import { phaseBounds } from "../failover-phases";
import { loadDetails } from "../fault-report";
import type { LiveShard } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { seededOrder } from "../quiet-shard";
import { demotionProblem } from "../restart";
import { askFailover } from "../failover-request";
import { crash, nodeNames, startAgain } from "./crash";
import {
  MAJORITY_DERIVATION,
  majorityBackMs,
  suspectedByAllMs,
  TAKEOVER_DERIVATION,
  takeoverMs,
} from "./election-bounds";
import { firstSeen, type FirstSeen, nodesBeside } from "./first-seen";
import { judgeMinority, watchMinority } from "./minority";
import { slotMap, timeline } from "./pictures";
import { takenOverBy } from "./sightings";

const TIMEOUT_MS = 240_000;
/** Every write waits and is tried again while there is no majority: more of them would delay the harness. */
const WRITES_PER_SECOND = 10;

export const majorityLost: Check<RedisManifest> = {
  id: "redis/majority-lost",
  title: "A majority of primaries crashes, and an operator has their replicas take over",
  proves:
    "Without a majority no replica is elected and the shards that are left refuse writes; CLUSTER FAILOVER TAKEOVER brings every slot back, and the old primaries return as replicas under distinct epochs.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs } = context.deployed.manifest;
    const bounds = phaseBounds(nodeTimeoutMs);
    const suspectedBound = suspectedByAllMs(nodeTimeoutMs);
    const backBound = majorityBackMs(nodeTimeoutMs);
    const judgement: Judgement = {
      expected: `nobody elected or counted as failed within ${bounds.elected} ms of the crash, the other primaries refusing writes; the slots owned within ${takeoverMs()} ms of TAKEOVER and every living node ok within ${backBound} ms; the old primaries back as replicas, epochs distinct`,
      hint: "see what CLUSTER NODES and CLUSTER INFO say on the living nodes, and the logs of the replicas",
    };
    const { watch, shards, shardOfSlot } = await findWholeCluster(context, judgement);
    const majority = Math.floor(shards.length / 2) + 1;
    const lost = seededOrder(shards, context.seed).slice(0, majority);
    const [first, ...others] = lost.map(({ number }) => number);
    if (first === undefined) throw new RangeError("a cluster has no shard");
    const load = await AccountedLoad.start(
      context,
      {
        shardOfSlot,
        shardUnderTest: first,
        shards: shards.length,
        maxMs: TIMEOUT_MS,
        writesPerSecond: WRITES_PER_SECOND,
      },
      judgement,
    );
    const before = await watch.look();
    const primaries = lost.map(({ primary }) => primary);
    const crashedAt = await crash(context, primaries);
    const minority = await watchMinority(context, shards, lost, crashedAt, bounds.elected);
    const early = [
      { holds: true, seen: `seed ${context.seed} chose ${nodeNames(primaries)}` },
      ...judgeMinority(minority, suspectedBound),
    ];
    if (early.some(({ holds }) => !holds)) return conclude(judgement, early);
    const askedAt = performance.now();
    const takers = lost.map(({ replicas }) => new SeededRandom(context.seed).pick(replicas));
    context.progress(`having ${nodeNames(takers)} take over without votes`);
    await Promise.all(takers.map((node) => askFailover(context, node, "TAKEOVER", judgement)));
    const back = await watchTakeover(context, lost, askedAt, backBound);
    const taken = [
      judgeFigure({
        what: "slots owned after TAKEOVER",
        unit: "ms",
        measured: back.owned,
        atMost: takeoverMs(),
        derivation: TAKEOVER_DERIVATION,
      }),
      judgeFigure({
        what: "every living node ok",
        unit: "ms",
        measured: back.ok,
        atMost: backBound,
        derivation: MAJORITY_DERIVATION,
      }),
    ];
    const sinceCrash = (ms?: number): number | undefined =>
      ms === undefined ? undefined : Math.round(askedAt + ms - crashedAt);
    const pictures = timeline(`SIGKILL of ${nodeNames(primaries)}`, [
      ["suspected by all", minority.suspected, suspectedBound],
      ["writes refused", minority.refused],
      ["TAKEOVER", sinceCrash(0)],
      ["slots owned", sinceCrash(back.owned), sinceCrash(takeoverMs())],
      ["every living node ok", sinceCrash(back.ok), sinceCrash(backBound)],
    ]);
    if (back.ok === undefined) return conclude(judgement, [...early, ...taken], {}, [pictures]);
    const isBack = demotionProblem(lost);
    const { views, observation } = await startAgain(
      context,
      watch,
      judgement,
      primaries,
      (seen) => epochProblem(seen) ?? isBack(seen),
    );
    const result = await load.finish(crashedAt, judgement);
    const observations = [
      ...early,
      ...taken,
      observation,
      ...judgeCrashWrites(load, result, [first, ...others], crashedAt),
    ];
    const details = {
      seed: context.seed,
      nodes: primaries.map(({ id }) => id),
      epochs: epochsOf(views),
      ...loadDetails(result, crashedAt),
    };
    return conclude(judgement, observations, details, [
      pictures,
      slotMap(context, before, views),
      ...loadExhibits(result, crashedAt, [
        { what: "no majority", from: crashedAt, to: askedAt + back.ok },
      ]),
    ]);
  },
};

/** Looks at the living nodes until all are ok with one view of the owners. */
function watchTakeover(
  context: CheckContext<RedisManifest>,
  lost: readonly LiveShard[],
  since: number,
  boundMs: number,
): Promise<FirstSeen<"owned" | "ok">> {
  const isOwned = (views: readonly NodeView[]): boolean =>
    lost.every((shard) => takenOverBy(views, shard) !== undefined);
  const nodes = nodesBeside(
    context,
    lost.map(({ primary }) => primary),
  );
  return firstSeen(
    context,
    { nodes, since, untilMs: 2 * boundMs },
    {
      owned: isOwned,
      ok: (views) =>
        isOwned(views) &&
        views.every(({ isStateOk }) => isStateOk) &&
        new Set(views.map(({ lines }) => ownershipOf(lines))).size === 1,
    },
    "ok",
  );
}

/** Two that take over at the same time choose the same epoch; one of them takes the next when they meet. */
function epochProblem(views: readonly NodeView[]): string | undefined {
  const epochs = epochsOf(views);
  const isDistinct = new Set(epochs).size === epochs.length;
  return isDistinct ? undefined : `owners share a config epoch: ${epochs.join(", ")}`;
}

function epochsOf(views: readonly NodeView[]): number[] {
  const owners = (views[0]?.lines ?? []).filter(({ slots }) => slots.length > 0);
  return owners.map(({ configEpoch }) => configEpoch);
}
