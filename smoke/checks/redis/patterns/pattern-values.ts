import { redisCache } from "../../../../clients/cache/open-cache";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { conclude } from "../../conclude";
import { demand } from "../../judge";
import { judgeValues, VALUES_JUDGEMENT } from "../../patterns/values";
import { openClient, through } from "../cluster-client";

export const patternValues: Check<RedisManifest> = {
  id: "redis/pattern-values",
  title: "A cache of JSON values, its counters and its tags on the deployed cluster",
  proves:
    "What clients/cache promises of values, misses, counters and tags holds here, as a user without scripts.",
  kind: "redis-cluster",
  suite: "patterns",
  injectsFaults: false,
  run: async (context) => {
    const client = await demand(VALUES_JUDGEMENT, () => openClient(context));
    const seen = await demand(VALUES_JUDGEMENT, () =>
      through(() => judgeValues(context, redisCache(client))),
    );
    return conclude(VALUES_JUDGEMENT, seen);
  },
};
