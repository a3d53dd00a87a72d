import { setTimeout as sleep } from "node:timers/promises";
import { failoverBound } from "../../../clients/redis/failover-bound";
import { retryBudget } from "../../../clients/redis/retry-budget";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { parseSlotRange, SLOT_COUNT } from "../../../constructs/redis/slots";
import { type Check, type CheckContext, CheckFailure, CheckSkip } from "../../check";
import type { NodeService, ServedShard } from "../../driver";
import { SeededRandom } from "../../random";
import { conclude } from "../conclude";
import type { Judgement, Observation } from "../judge";
import { AccountedLoad, type LoadResult } from "./accounted-load";
import { loadExhibits } from "./load-exhibits";
import { gapsText, impossibleValues, loadDetails, writesText } from "./fault-report";

const TIMEOUT_MS = 2_400_000;
/** The load ends by itself after the service should have told of the failover. */
const LOAD_MS = 900_000;
/** Every write is kept in memory and read in the end: minutes of them, and each client still writes often. */
const WRITES_PER_SECOND = 10;
/** A write is asked for every 100 ms, and its answer crosses zones. */
const OBSERVATION_MS = 500;
const POLL_MS = 100;
const RECOVERY = "see the events of the replication group and its engine log around the failover";

export const serviceFailover: Check<RedisManifest> = {
  id: "redis/service-failover",
  title: "The service fails a primary, and its replica takes over under write load",
  proves:
    "When the service that runs the nodes replaces a primary, clients of that shard write again in bound, no other shard loses a write, and the service makes the shard whole again.",
  kind: "redis-cluster",
  suite: "standard",
  targets: ["aws"],
  injectsFaults: true,
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const boundMs = writableBound(context.deployed.manifest.nodeTimeoutMs);
    const judgement: Judgement = {
      expected: `no write to the shard for at most ${boundMs} ms; no write to another shard lost; no value duplicated, stale or unexpected; the cluster available again`,
      hint: RECOVERY,
    };
    const { service, shard, shards } = await chooseShard(context, judgement);
    const [ref = ""] = shard.members;
    const number = shards.indexOf(shard);
    const load = await AccountedLoad.start(
      context,
      {
        shardOfSlot: shardOfSlot(shards),
        shardUnderTest: number,
        shards: shards.length,
        maxMs: LOAD_MS,
        writesPerSecond: WRITES_PER_SECOND,
      },
      judgement,
    );
    const { progress, signal } = context;
    const requestedAt = performance.now();
    const { from, to } = await service.failOver(ref, { progress, signal });
    const toldAt = performance.now();
    const toldMs = Math.round(toldAt - requestedAt);
    await awaitWrite(context, load, toldAt, boundMs);
    const result = await load.finish(requestedAt, judgement);
    await service.settle(ref, { progress, signal });
    const observations = [
      { holds: true, seen: `seed ${context.seed} chose node group ${shard.id}` },
      { holds: true, seen: `${to} took over from ${from}, told after ${toldMs} ms` },
      ...judgeWrites(load, result, number, boundMs),
      { holds: true, seen: "the cluster is available again" },
    ];
    const details = { seed: context.seed, shard: shard.id, from, to, toldMs, boundMs };
    const what = `${from} failed by the service`;
    return conclude(
      judgement,
      observations,
      { ...details, ...loadDetails(result, requestedAt) },
      loadExhibits(result, requestedAt, [{ what, from: requestedAt, to: toldAt }]),
    );
  },
};

/** The service may tell before clients have found the new primary; what takes longer is a gap that fails. */
async function awaitWrite(
  { signal }: CheckContext<RedisManifest>,
  load: AccountedLoad,
  since: number,
  withinMs: number,
): Promise<void> {
  while (load.firstAcknowledgedAfter(since) === undefined) {
    if (performance.now() - since >= withinMs) return;
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** The election at the service's node timeout, and two retries of the client preset. */
function writableBound(nodeTimeoutMs: number): number {
  const { electedMs } = failoverBound(nodeTimeoutMs);
  return electedMs + 2 * retryBudget(nodeTimeoutMs).retryDelayMs + OBSERVATION_MS;
}

interface ChosenShard {
  readonly service: NodeService;
  readonly shard: ServedShard;
  readonly shards: readonly ServedShard[];
}

/**
 * A shard that can fail over, of a cluster that is available.
 *
 * @throws CheckSkip where nothing can take over
 * @throws CheckFailure when the cluster is not available
 */
async function chooseShard(
  { deployed, driver, seed, signal }: CheckContext<RedisManifest>,
  { expected, hint }: Judgement,
): Promise<ChosenShard> {
  const { service } = driver;
  const [node] = deployed.manifest.nodes;
  const cluster = node === undefined ? undefined : await service?.look(node.ref, { signal });
  if (service === undefined || cluster === undefined) {
    throw new CheckSkip("the service shows no shards, and fails over by itself");
  }
  const { isAvailable, shards, status } = cluster;
  if (!isAvailable) {
    throw new CheckFailure({ expected, measured: `the cluster is ${status}` }, hint);
  }
  const candidates = shards.filter(({ members }) => members.length > 1);
  if (candidates.length === 0) {
    throw new CheckSkip("shards have no replica: nothing can take over");
  }
  return { service, shards, shard: new SeededRandom(seed).pick(candidates) };
}

function shardOfSlot(shards: readonly ServedShard[]): (slot: number) => number {
  const bySlot = new Array<number>(SLOT_COUNT).fill(-1);
  shards.forEach(({ slots }, number) => {
    for (const { first, last } of slots.map(parseSlotRange)) bySlot.fill(number, first, last + 1);
  });
  return (slot) => bySlot[slot] ?? -1;
}

/** Replication is asynchronous: what the failed primary alone knew may be lost, and is told. */
function judgeWrites(
  load: AccountedLoad,
  result: LoadResult,
  shard: number,
  boundMs: number,
): Observation[] {
  const gapMs = result.gaps[shard]?.ms ?? Number.POSITIVE_INFINITY;
  const { lost } = result.account;
  const elsewhere = lost.filter(({ key }) => load.shardOf(key) !== shard).length;
  return [
    {
      holds: gapMs <= boundMs,
      seen: `${gapsText(result, shard)}, bound ${boundMs} ms`,
      figure: {
        ...{ what: "shard without writes", unit: "ms", atMost: boundMs },
        measured: Number.isFinite(gapMs) ? Math.round(gapMs) : undefined,
        derivation:
          "the election at the service's node timeout, two retries of the client preset, one look",
      },
    },
    { holds: true, seen: writesText(result) },
    { holds: elsewhere === 0, seen: `${elsewhere} acknowledged writes to other shards lost` },
    ...impossibleValues(result),
  ];
}
