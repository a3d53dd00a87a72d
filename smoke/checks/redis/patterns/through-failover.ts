import { redisCache } from "../../../../clients/cache/open-cache";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, type Judgement } from "../../judge";
import { judgeRows, type PatternName, startPattern } from "../../patterns/pattern-load";
import { wholePause } from "../../../whole-pause";
import { openClient } from "../cluster-client";
import { findWholeCluster } from "../failover-stage";
import { handOver } from "../hand-over";
import { leaveWhole } from "../leave-whole";
import { lookUntil, wholeProblem } from "../whole-cluster";

const TIMEOUT_MS = 120_000;
/** Milliseconds of requests before the failover and after it. */
const AROUND_MS = 2000;
const RELINK_MS = 60_000;

/** A pattern under readers and writers while a shard is handed over. */
export function throughFailover(
  pattern: PatternName,
  about: Pick<Check, "id" | "title" | "proves">,
): Check<RedisManifest> {
  const judgement: Judgement = {
    expected:
      "no read gives less than a change that had ended before it, and none fails, before, during and after a planned failover",
    hint: "see the logs of the shard's nodes: a hand-over loses no version; who restores older data brings old versions back",
  };
  return {
    ...about,
    kind: "redis-cluster",
    suite: "patterns",
    injectsFaults: true,
    skippedOn: {
      aws: "ElastiCache lets nobody call CLUSTER FAILOVER; redis/service-failover has it fail a primary",
    },
    timeoutMs: TIMEOUT_MS,
    run: async (context) => {
      const { watch, shards } = await findWholeCluster(context, judgement);
      const random = new SeededRandom(context.seed);
      const shard = random.pick(shards);
      const replica = random.pick(shard.replicas);
      const client = await demand(judgement, () => openClient(context));
      const load = startPattern(context, redisCache(client), pattern);
      leaveWhole(context, watch);
      await wholePause(AROUND_MS, context.signal);
      await handOver(context, watch, judgement, shard, replica);
      await lookUntil(context, watch, judgement, {
        withinMs: RELINK_MS,
        problem: (views) => wholeProblem(context, views),
      });
      await wholePause(AROUND_MS, context.signal);
      const seen = await load.stop();
      const what = `node ${replica.id} took over from ${shard.primary.id}`;
      return conclude(
        judgement,
        [
          { holds: true, seen: `seed ${context.seed} chose node ${replica.id}` },
          ...judgeRows(seen, what),
        ],
        { seed: context.seed, node: replica.id },
      );
    },
  };
}
