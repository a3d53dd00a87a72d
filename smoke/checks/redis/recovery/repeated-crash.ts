import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import { judgeFigure, type Judgement, type Observation } from "../../judge";
import { judgeCrashWrites } from "../crash-writes";
import type { PhaseTimes } from "../failover-phases";
import { type FailoverStage, setStage } from "../failover-stage";
import { type PhaseBounds, phasesExhibit, watchFailover } from "../failover-watch";
import { loadDetails } from "../fault-report";
import { faultNodes, liveShards, type LiveShard } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { awaitReturn, backOnExit, requirePromotion } from "./crashed-server";
import { recoveryBounds, voteAgainMs } from "./recovery-bounds";

const TIMEOUT_MS = 240_000;
/** A node, the one that takes its place, and the first one again. */
const CRASHES = ["first", "second", "third"] as const;

const judgement: Judgement = {
  expected:
    "two crashes answered at once; the third, of the node that crashed first, as soon as the primaries vote about it again, and no later than the engine's own election is due; every node back; no write to another shard lost",
  hint: "see the log of the node that crashed twice: its runner tells how long it waits for the vote",
};

export const repeatedCrash: Check<RedisManifest> = {
  id: "redis/repeated-crash",
  title:
    "Servers of one shard die one after the other, the first one twice, before votes about it are due again",
  proves:
    "A node runner that asked too early would keep its replica from standing for four node timeouts: it waits until the vote is due, and the shard is served again no later than by the engine alone.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    requirePromotion(context);
    const { fullCoverage = false } = context.deployed.manifest;
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { number } = stage.shard;
    const crashes: Crash[] = [];
    for (const name of CRASHES) {
      const one = await crashNext(context, stage, name, crashes);
      crashes.push(one);
      if (one.phases.agreed === undefined || !one.observation.holds) break;
      await awaitReturn(context, stage.watch, one.shard, judgement, one.at);
    }
    const [{ at: since } = { at: NaN }] = crashes;
    const result = await stage.load.finish(since, judgement);
    const untouched = await stage.untouched.stop();
    const isWhole = crashes.length === CRASHES.length;
    return conclude(
      judgement,
      [
        { holds: isWhole, seen: `seed ${context.seed} chose shard ${number}` },
        ...crashes.map(({ observation }) => observation),
        ...judgeCrashWrites(stage.load, result, [number], since),
        ...judgeUntouched(untouched, result.span, fullCoverage),
      ],
      {
        seed: context.seed,
        nodes: crashes.map(({ shard }) => shard.primary.id),
        atMs: crashes.map(({ at }) => Math.round(at - since)),
        phasesMs: crashes.map(({ phases }) => phases),
        ...loadDetails(result, since),
        ...untouchedDetails(untouched, result.span),
      },
      [
        ...crashes.map(({ bounds, phases, shard }) => phasesExhibit(shard.primary, phases, bounds)),
        ...loadExhibits(
          result,
          since,
          crashes.map(({ at, phases, shard }) => ({
            what: `node ${shard.primary.id} down`,
            from: at,
            to: at + (phases.writable ?? 0),
          })),
        ),
      ],
    );
  },
};

/** One crash and what followed it. */
interface Crash {
  /** The shard as it was before. */
  readonly shard: LiveShard;
  /** Moment on the clock of `performance.now()`. */
  readonly at: number;
  readonly bounds: PhaseBounds;
  readonly phases: PhaseTimes;
  readonly observation: Observation;
}

async function crashNext(
  context: CheckContext<RedisManifest>,
  stage: FailoverStage,
  name: (typeof CRASHES)[number],
  before: readonly Crash[],
): Promise<Crash> {
  const { nodeTimeoutMs } = context.deployed.manifest;
  const lines = (await stage.watch.look())[0]?.lines ?? [];
  const shard = liveShards(lines, faultNodes(context))[stage.shard.number];
  if (shard === undefined) throw new RangeError(`there is no shard ${stage.shard.number}`);
  const { id, ref } = shard.primary;
  const last = before.find((one) => one.shard.primary.id === id);
  if (last !== undefined) await awaitOwnElection(context, last.at);
  backOnExit(context, shard.primary);
  context.progress(`killing the server of node ${id}`);
  const at = performance.now();
  const bounds = boundsOf(nodeTimeoutMs, last === undefined ? undefined : Math.round(at - last.at));
  await context.driver.crash?.(ref);
  const phases = await watchFailover(context, { ...stage, shard }, at, bounds);
  const observation = judgeFigure({
    what: `${name} crash, of node ${id}: elected`,
    unit: "ms",
    measured: phases.elected,
    atMost: bounds.elected,
    derivation:
      last === undefined
        ? "no other node suspects a silent one before a node timeout: the runner has to be first"
        : "primaries vote about one primary once in two node timeouts, and its runner learns late of the last vote; or the engine's own bound, if that is later",
  });
  return { shard, at, bounds, phases, observation };
}

/**
 * Waits until a node timeout has passed since a node's crash. If it crashed again sooner, the engine's own election
 * could come before the vote is due, and fail: the replica would have to wait for four node timeouts, with the runner
 * and without.
 */
async function awaitOwnElection(
  { deployed, signal }: CheckContext<RedisManifest>,
  crashedAt: number,
): Promise<void> {
  const leftMs = crashedAt + deployed.manifest.nodeTimeoutMs - performance.now();
  await sleep(Math.max(0, leftMs), undefined, { signal });
}

/** @param pauseMs since the last crash of the same node. @default - it had none */
function boundsOf(nodeTimeoutMs: number, pauseMs: number | undefined): PhaseBounds {
  const bounds = recoveryBounds(nodeTimeoutMs);
  if (pauseMs === undefined) return bounds;
  const elected = voteAgainMs(nodeTimeoutMs, pauseMs);
  return {
    suspected: elected,
    failed: elected,
    elected,
    writable: elected + bounds.writable - bounds.elected,
    agreed: elected + bounds.agreed - bounds.elected,
  };
}
