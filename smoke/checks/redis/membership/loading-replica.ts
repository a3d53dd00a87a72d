import { failoverBound } from "../../../../clients/redis/failover-bound";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { until } from "../../../../operate/host/until";
import { SeededRandom } from "../../../random";
import type { Check } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { deleteOnExit, openClient, through } from "../cluster-client";
import { findWholeCluster } from "../failover-stage";
import { KEY_TTL_SECONDS } from "../nodes";
import { stopInOrder } from "../../stop-in-order";
import { NOT_ON_AWS } from "../not-on-aws";
import { lookUntil, wholeProblem } from "../whole-cluster";
import { leaveWhole } from "../leave-whole";
import { requireLogOfWrites } from "./persistence";
import { ReturningReplica, type ReturnSeen } from "./returning-replica";
import { keysInShard } from "./shard-keys";

const TIMEOUT_MS = 180_000;
/** Loading and copying take as long as there is data. */
const WHOLE_MS = 60_000;
const OBSERVATION_MS = 500;
const CRON_TICK_MS = 100;
/** What takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 2;
const OLD = "old";
const NEW = "new";

const JUDGEMENT: Judgement = {
  expected:
    "a replica that comes back without its primary's data answers no read as if keys were not there, no old value once it is linked, and is named by CLUSTER SLOTS of the others only once it has the data",
  hint: "see the log of the replica: when it loaded its own data, and when it had its primary's",
};

export const loadingReplica: Check<RedisManifest> = {
  id: "redis/loading-replica",
  title: "A replica that missed writes comes back and copies everything",
  proves:
    "While a replica loads, it answers LOADING, MASTERDOWN or a redirection instead of an empty read, clients are not sent to it before it has its primary's data, and from then on it serves what its primary does.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs } = context.deployed.manifest;
    const { shardOfSlot, shards, watch } = await findWholeCluster(context, JUDGEMENT);
    const random = new SeededRandom(context.seed);
    const shard = random.pick(shards);
    const replica = random.pick(shard.replicas);
    await demand(JUDGEMENT, () => requireLogOfWrites(context, [replica]));
    const [key = ""] = keysInShard(`cf-smoke:${context.runId}:load`, ["key"], shard, shardOfSlot);
    const client = await demand(JUDGEMENT, () => openClient(context));
    deleteOnExit(context, client, [key]);
    await demand(JUDGEMENT, () => through(() => client.set(key, OLD, "EX", KEY_TTL_SECONDS)));
    leaveWhole(context, watch);
    const back = new ReturningReplica(context, watch, replica, { key, old: OLD, current: NEW });
    const { failedMs } = failoverBound(nodeTimeoutMs);
    context.progress(`stopping node ${replica.id}`);
    await stopInOrder(context, replica.ref);
    const stoppedAt = performance.now();
    await demand(JUDGEMENT, () => through(() => client.set(key, NEW, "EX", KEY_TTL_SECONDS)));
    const isHidden = await until(PATIENCE * failedMs, async () => {
      context.signal.throwIfAborted();
      return (await back.namedBy()) === 0;
    });
    const hiddenMs = isHidden ? Math.round(performance.now() - stoppedAt) : undefined;
    context.progress(`starting node ${replica.id} again`);
    await context.driver.start(replica.ref);
    const seen = await back.follow(performance.now(), WHOLE_MS);
    await lookUntil(context, watch, JUDGEMENT, {
      withinMs: WHOLE_MS,
      problem: (views) => wholeProblem(context, views),
    });
    const observations = [
      { holds: true, seen: `seed ${context.seed} chose node ${replica.id}` },
      judgeFigure({
        what: "stopped, and named to no client after",
        unit: "ms",
        measured: hiddenMs,
        atMost: failedMs + OBSERVATION_MS,
        derivation: "a node that is counted as failed is left out of CLUSTER SLOTS",
      }),
      ...judgeReturn(seen, nodeTimeoutMs),
    ];
    return conclude(JUDGEMENT, observations, { seed: context.seed, node: replica.id, ...seen });
  },
};

function judgeReturn(seen: ReturnSeen, nodeTimeoutMs: number): Observation[] {
  const { current, empty, linkedMs, namedMs, namedTooEarly, old, oldWhileLinked, refused } = seen;
  const afterLinkMs =
    linkedMs === undefined || namedMs === undefined ? undefined : namedMs - linkedMs;
  return [
    judgeFigure({ what: "linked after", unit: "ms", measured: linkedMs }),
    {
      holds: true,
      seen: `${refused} reads refused, ${old} old before the link, ${current} current`,
    },
    { holds: empty === 0, seen: `${empty} empty reads` },
    { holds: oldWhileLinked === 0, seen: `${oldWhileLinked} old reads after the link` },
    { holds: namedTooEarly === 0, seen: `named to clients too early ${namedTooEarly} times` },
    judgeFigure({
      what: "named by all nodes after the link",
      unit: "ms",
      measured: afterLinkMs,
      atMost: nodeTimeoutMs / 2 + 2 * CRON_TICK_MS + OBSERVATION_MS,
      derivation:
        "a node tells how much data it has with its pings, sent within half a node timeout",
    }),
  ];
}
