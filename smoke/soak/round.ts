import type { RedisManifest } from "../../constructs/core/manifest";
import type { Check, CheckContext, Evidence } from "../check";
import { AccountedLoad } from "../checks/redis/accounted-load";
import { impossibleValues, writesText } from "../checks/redis/fault-report";
import { requireAll, type Judgement } from "../checks/judge";
import { findWholeCluster } from "../checks/redis/failover-stage";
import { loadExhibits } from "../checks/redis/load-exhibits";

/** Writes that run through a whole round, beside those of its check; few, so that they do not disturb it. */
const CLIENTS = 1;
const WRITES_PER_SECOND = 20;

const JUDGEMENT: Judgement = {
  expected: "no value duplicated, stale or unexpected over the whole round",
  hint: "see what the round's check did, and the logs of the nodes",
};

/**
 * A check of a Redis Cluster with a load of its own that runs through it, each write of which is accounted for
 * at the end. What a fault may lose is lost here too, and told; what can never be fails the round.
 *
 * @param timeoutMs milliseconds that the check may take
 */
export function underLoad(check: Check, timeoutMs: number): Check {
  return {
    ...check,
    run: async (context: CheckContext<RedisManifest>) => {
      const through = { ...context, runId: `${context.runId}:through` };
      const { shards, shardOfSlot } = await findWholeCluster(through, JUDGEMENT);
      const props = {
        ...{ shardOfSlot, shards: shards.length, maxMs: timeoutMs },
        ...{ clients: CLIENTS, writesPerSecond: WRITES_PER_SECOND },
      };
      const load = await AccountedLoad.start(through, props, JUDGEMENT);
      const begunAt = performance.now();
      const evidence = await check.run(context);
      return withLoad(evidence, load, begunAt);
    },
  };
}

async function withLoad(
  evidence: Evidence,
  load: AccountedLoad,
  begunAt: number,
): Promise<Evidence> {
  const result = await load.finish(begunAt, JUDGEMENT);
  requireAll(JUDGEMENT, impossibleValues(result));
  return {
    ...evidence,
    measured: `${evidence.measured}; through the round ${writesText(result)}`,
    exhibits: [
      ...(evidence.exhibits ?? []),
      ...loadExhibits(result, begunAt, [
        { what: "the round's check", from: begunAt, to: performance.now() },
      ]),
    ],
  };
}
