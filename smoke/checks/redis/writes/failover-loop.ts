import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, type Judgement } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { phaseBounds } from "../failover-phases";
import { findWholeCluster, type WholeCluster } from "../failover-stage";
import { phasesExhibit } from "../failover-watch";
import { loadDetails } from "../fault-report";
import { faultNodes, type LiveShard, liveShards } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { chooseQuietShard } from "../quiet-shard";
import { confirmedLoad } from "./confirming";
import { type Round, runRound } from "./failover-round";
import { judgeLoopWrites, judgeRounds, slowestOf, windowsOf } from "./loop-report";

/** As in the engines' own test of failovers in a loop (`tests/cluster/tests/03-failover-loop.tcl`). */
export const ROUNDS = 20;
/** Milliseconds of a round with the wait for a shard that may have an election, at a long node timeout. */
const ROUND_LIMIT_MS = 90_000;

/**
 * Kills one primary after the other, each with its shard's writes under way.
 *
 * @param rounds number of crashes, at least 1
 */
export function failoverLoopOf(rounds: number): Check<RedisManifest> {
  return {
    id: "redis/failover-loop",
    title: `Primaries crash ${rounds} times, and no write that its replicas confirmed is lost`,
    proves:
      "Over many crashes of primaries under load every failover stays in bound, every node comes back, the config epoch grows each time, and a write that WAIT confirmed on its own connection is never lost.",
    kind: "redis-cluster",
    suite: "full",
    injectsFaults: true,
    skippedOn: { aws: NOT_ON_AWS },
    timeoutMs: rounds * ROUND_LIMIT_MS,
    run: async (context) => {
      const bounds = phaseBounds(context.deployed.manifest.nodeTimeoutMs);
      const judgement: Judgement = {
        expected: `${rounds} crashes of primaries, each elected within ${bounds.elected} ms and writable within ${bounds.writable} ms; the config epoch grows with each; every node back and linked; no write lost that its replicas had confirmed, and none of a shard that did not crash`,
        hint: "see the logs of the crashed node and of its replica in the round that is named; a confirmed write is lost when a replica acknowledges what it does not keep, or when another one than it is elected",
      };
      const cluster = await findWholeCluster(context, judgement);
      const load = await AccountedLoad.start(
        context,
        confirmedLoad(context, cluster, rounds * ROUND_LIMIT_MS),
        judgement,
      );
      const begunAt = performance.now();
      const done = await runRounds(context, { ...cluster, load, bounds }, rounds, judgement);
      const seen = judgeRounds({ seed: context.seed, rounds, done, bounds });
      const details = { seed: context.seed, boundsMs: bounds, rounds: done.map(roundDetails) };
      const slowest = slowestOf(done);
      const timeline = phasesExhibit({ id: slowest.node }, slowest.phases, bounds);
      // Nothing can be read of a shard that nobody serves.
      if (!slowest.isOver) return conclude(judgement, seen, details, [timeline]);
      const result = await load.finish(begunAt, judgement);
      return conclude(
        judgement,
        [...seen, ...judgeLoopWrites(load, result, done)],
        { ...details, ...loadDetails(result, begunAt) },
        [
          timeline,
          ...loadExhibits(result, begunAt, done.map(downTime), windowsOf(load, result, done)),
        ],
      );
    },
  };
}

/** `redis/failover-loop` as the suite `full` holds it. */
export const failoverLoop = failoverLoopOf(ROUNDS);

/** Ends with the first round that does not end well. */
async function runRounds(
  context: CheckContext<RedisManifest>,
  stage: Parameters<typeof runRound>[1],
  rounds: number,
  judgement: Judgement,
): Promise<Round[]> {
  const random = new SeededRandom(context.seed);
  const done: Round[] = [];
  for (let number = 1; number <= rounds; number++) {
    const shards = await shardsOfNow(context, stage);
    const seeded = { ...context, seed: random.next() };
    const shard = await demand(judgement, () => chooseQuietShard(seeded, shards, judgement));
    const round = await runRound(context, stage, shard, number, judgement);
    done.push(round);
    if (!round.isOver) break;
  }
  return done;
}

/** Roles change with every round. */
async function shardsOfNow(
  context: CheckContext<RedisManifest>,
  { watch }: WholeCluster,
): Promise<LiveShard[]> {
  const [view] = await watch.look();
  return liveShards(view?.lines ?? [], faultNodes(context));
}

function roundDetails({ configEpoch, node, phases, shard }: Round) {
  return { node, shard, configEpoch, phasesMs: phases };
}

function downTime({ crashedAt, node, phases, to }: Round) {
  const back = phases.writable === undefined ? to : crashedAt + phases.writable;
  return { what: `node ${node} down`, from: crashedAt, to: back };
}
