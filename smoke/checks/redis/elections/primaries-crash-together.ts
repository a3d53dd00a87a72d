import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import { type Check, type CheckContext, CheckSkip } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { judgeCrashWrites } from "../crash-writes";
import { phaseBounds } from "../failover-phases";
import { findWholeCluster } from "../failover-stage";
import { loadDetails } from "../fault-report";
import { type LiveShard, ownerOf } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { quietMoments, seededOrder } from "../quiet-shard";
import { UntouchedShards } from "../untouched-shards";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { demotionProblem } from "../restart";
import { crash, nodeNames, startAgain } from "./crash";
import { contestedMs, CONTESTED_DERIVATION } from "./election-bounds";
import { firstSeen, nodesBeside } from "./first-seen";
import { slotMap, timeline } from "./pictures";
import { takenOverBy } from "./sightings";

const TIMEOUT_MS = 300_000;
const FEWEST_SHARDS = 5;

export const primariesCrashTogether: Check<RedisManifest> = {
  id: "redis/primaries-crash-together",
  title: "As many primaries crash at once as leave a majority",
  proves:
    "Every replica of several primaries that crash at the same time is elected, each with an epoch of its own, and no other shard loses or (without full coverage) refuses a write.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { fullCoverage = false, nodeTimeoutMs, topology } = context.deployed.manifest;
    if (topology.shards < FEWEST_SHARDS) {
      throw new CheckSkip(
        `${topology.shards} shards: two primaries that crash at once leave no majority, which takes ${FEWEST_SHARDS}`,
      );
    }
    const bounds = phaseBounds(nodeTimeoutMs);
    const electedBound = bounds.elected + contestedMs(nodeTimeoutMs);
    const judgement: Judgement = {
      expected: `a replica of each crashed primary elected within ${electedBound} ms, epochs distinct; the nodes back as linked replicas; no write to another shard lost or, without full coverage, refused`,
      hint: "see the logs of the replicas: who asked for votes in which epoch, and who refused them",
    };
    const { watch, shards, shardOfSlot } = await findWholeCluster(context, judgement);
    const crashed = seededOrder(shards, context.seed).slice(0, Math.floor((shards.length - 1) / 2));
    const [first, ...rest] = crashed.map(({ number }) => number);
    if (first === undefined) throw new RangeError("no primary may crash");
    await awaitQuiet(context, crashed, judgement);
    const others = shards.filter((shard) => !crashed.includes(shard));
    const writers = await demand(judgement, () =>
      UntouchedShards.start(context, others, shardOfSlot),
    );
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shardUnderTest: first, shards: shards.length, maxMs: TIMEOUT_MS },
      judgement,
    );
    const before = await watch.look();
    const primaries = crashed.map(({ primary }) => primary);
    const crashedAt = await crash(context, primaries);
    const elected = await watchElections(context, crashed, crashedAt, 2 * electedBound);
    const early = [
      { holds: true, seen: `seed ${context.seed} chose ${nodeNames(primaries)}` },
      ...crashed.map(({ primary }) =>
        judgeFigure({
          what: `elected for ${primary.id}`,
          unit: "ms",
          measured: elected[primary.id],
          atMost: electedBound,
          derivation: CONTESTED_DERIVATION,
        }),
      ),
    ];
    const pictures = timeline(
      `SIGKILL of ${nodeNames(primaries)}`,
      primaries.map(({ id }) => [`elected for ${id}`, elected[id], electedBound] as const),
    );
    if (early.some(({ holds }) => !holds)) return conclude(judgement, early, {}, [pictures]);
    const isBack = demotionProblem(crashed);
    const back = await startAgain(context, watch, judgement, primaries, isBack);
    const result = await load.finish(crashedAt, judgement);
    const untouched = await writers.stop();
    const observations = [
      ...early,
      back.observation,
      ...judgeEpochs(crashed, back.views),
      ...judgeCrashWrites(load, result, [first, ...rest], crashedAt),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    const details = {
      seed: context.seed,
      nodes: primaries.map(({ id }) => id),
      ...loadDetails(result, crashedAt),
      ...untouchedDetails(untouched, result.span),
    };
    const lastMs = Math.max(...primaries.map(({ id }) => elected[id] ?? 0));
    return conclude(judgement, observations, details, [
      pictures,
      slotMap(context, before, back.views),
      ...loadExhibits(result, crashedAt, [
        { what: `${nodeNames(primaries)} down`, from: crashedAt, to: crashedAt + lastMs },
      ]),
    ]);
  },
};

/** Waits until none of some shards had an election lately. */
async function awaitQuiet(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
  judgement: Judgement,
): Promise<void> {
  const moments = await demand(judgement, () => quietMoments(context, shards));
  const waitMs = Math.max(0, ...moments.map((moment) => moment - performance.now()));
  if (waitMs === 0) return;
  context.progress(`waiting ${Math.ceil(waitMs / 1000)} s: the last election of a shard is recent`);
  await sleep(waitMs, undefined, { signal: context.signal });
}

/** Milliseconds until each crashed primary is replaced, by its id in the manifest. */
function watchElections(
  context: CheckContext<RedisManifest>,
  crashed: readonly LiveShard[],
  since: number,
  untilMs: number,
): Promise<Readonly<Record<string, number | undefined>>> {
  const isElected = (shard: LiveShard) => (views: readonly NodeView[]) =>
    takenOverBy(views, shard) !== undefined;
  const each = crashed.map((shard) => [shard.primary.id, isElected(shard)] as const);
  const nodes = nodesBeside(
    context,
    crashed.map(({ primary }) => primary),
  );
  return firstSeen(
    context,
    { nodes, since, untilMs },
    {
      ...Object.fromEntries(each),
      all: (views: readonly NodeView[]) => each.every(([, condition]) => condition(views)),
    },
    "all",
  );
}

function judgeEpochs(crashed: readonly LiveShard[], views: readonly NodeView[]): Observation[] {
  const lines = views[0]?.lines ?? [];
  const epochs = crashed.map(({ firstSlot }) => ownerOf(lines, firstSlot)?.configEpoch);
  return [
    judgeFigure({
      what: "distinct config epochs of the elected",
      unit: "count",
      measured: new Set(epochs).size,
      atLeast: crashed.length,
      derivation: "a primary votes once in an epoch, so that one election wins in each",
    }),
  ];
}
