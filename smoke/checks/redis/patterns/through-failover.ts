import { redisCache } from "../../../../clients/cache/open-cache";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { conclude } from "../../conclude";
import { demand, type Judgement } from "../../judge";
import { judgeRows, type PatternName, startPattern } from "../../patterns/pattern-load";
import { openClient } from "../cluster-client";
import { findWholeCluster } from "../failover-stage";
import { NO_HAND_OVER_ON_AWS } from "../not-on-aws";
import { chooseHandOver, handOverMeanwhile } from "./hand-over-meanwhile";

const TIMEOUT_MS = 120_000;

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
    skippedOn: { aws: NO_HAND_OVER_ON_AWS },
    timeoutMs: TIMEOUT_MS,
    run: async (context) => {
      const cluster = await findWholeCluster(context, judgement);
      const chosen = chooseHandOver(context, cluster);
      const { replica, shard } = chosen;
      const client = await demand(judgement, () => openClient(context));
      const load = startPattern(context, redisCache(client), pattern);
      await handOverMeanwhile(context, cluster, chosen, judgement);
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
