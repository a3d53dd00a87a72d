import { memcachedCache } from "../../../../clients/cache/open-cache";
import { connectMemcached } from "../../../../clients/memcached/connect";
import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { conclude } from "../../conclude";
import { demand } from "../../judge";
import { judgeValues, VALUES_JUDGEMENT } from "../../patterns/values";
import { firstUser } from "../session";

export const patternValues: Check<MemcachedManifest> = {
  id: "memcached/pattern-values",
  title: "A cache of JSON values, its counters and its tags on the deployed ring",
  proves: "What clients/cache promises of values, misses, counters and tags holds here.",
  kind: "memcached",
  suite: "patterns",
  injectsFaults: false,
  run: async (context) => {
    const client = connectMemcached(context.deployed, firstUser(context));
    context.onExit(() => client.close());
    const seen = await demand(VALUES_JUDGEMENT, () => judgeValues(context, memcachedCache(client)));
    return conclude(VALUES_JUDGEMENT, seen);
  },
};
