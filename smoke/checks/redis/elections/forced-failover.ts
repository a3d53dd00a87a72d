import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import type { Check, CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { judgeFigure, type Judgement } from "../../judge";
import { judgeCrashWrites } from "../crash-writes";
import { FailoverRequest } from "../failover-request";
import { type FailoverStage, setStage } from "../failover-stage";
import { loadDetails } from "../fault-report";
import type { LiveNode } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { awaitRejoined, demotionProblem } from "../restart";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { freeze } from "./crash";
import { FORCED_DERIVATION, forcedFailoverMs, TOLD_DERIVATION, toldMs } from "./election-bounds";
import { firstSeen, type FirstSeen, nodesBeside } from "./first-seen";
import { slotMap, timeline } from "./pictures";
import { takenOverBy } from "./sightings";

const TIMEOUT_MS = 180_000;

export const forcedFailover: Check<RedisManifest> = {
  id: "redis/forced-failover",
  title: "A primary hangs, and its replica is forced to take over",
  proves:
    "CLUSTER FAILOVER FORCE has a replica elected long before a frozen primary would be counted as failed; the old primary becomes a replica as soon as it runs again, and what it alone acknowledged is told.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs, fullCoverage = false } = context.deployed.manifest;
    const electedBound = forcedFailoverMs();
    const toldBound = toldMs(nodeTimeoutMs);
    const agreedBound = electedBound + toldBound;
    const judgement: Judgement = {
      expected: `elected within ${electedBound} ms of the request, whatever the node timeout; the old primary a replica within ${toldBound} ms of running again; no write to another shard lost`,
      hint: "see the log of the replica: who voted for it, and whether its shard had another election within 4 node timeouts",
    };
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { primary, replicas, number } = stage.shard;
    const replica = new SeededRandom(context.seed).pick(replicas);
    const before = await stage.watch.look();
    const request = FailoverRequest.prepare(context, stage.watch, stage.shard, replica);
    const resume = await freeze(context, [primary]);
    context.progress(`asking node ${replica.id} to take over`);
    const askedAt = performance.now();
    await request.send(judgement, "FORCE");
    const seen = await watchForced(context, stage, replica, askedAt, agreedBound);
    await resume();
    const resumedAt = performance.now();
    const early = [
      { holds: true, seen: `seed ${context.seed} chose node ${replica.id}` },
      judgeFigure({
        what: "elected",
        unit: "ms",
        measured: seen.elected,
        atMost: electedBound,
        derivation: FORCED_DERIVATION,
      }),
      judgeFigure({
        what: "agreed",
        unit: "ms",
        measured: seen.agreed,
        atMost: agreedBound,
        derivation: TOLD_DERIVATION,
      }),
    ];
    const moments = [
      ["elected", seen.elected, electedBound],
      ["agreed", seen.agreed, agreedBound],
      ["running again", Math.round(resumedAt - askedAt)],
    ] as const;
    const since = `CLUSTER FAILOVER FORCE at node ${replica.id}`;
    if (seen.elected === undefined) {
      return conclude(judgement, early, {}, [timeline(since, moments)]);
    }
    const { demoted } = await watchDemotion(context, primary, resumedAt, 2 * toldBound);
    const isBack = demotionProblem([stage.shard]);
    const after = await awaitRejoined(context, stage.watch, judgement, primary, isBack);
    const result = await stage.load.finish(askedAt, judgement);
    const untouched = await stage.untouched.stop();
    const observations = [
      ...early,
      judgeFigure({
        what: "old primary a replica after it ran again",
        unit: "ms",
        measured: demoted,
        atMost: toldBound,
        derivation: TOLD_DERIVATION,
      }),
      ...judgeCrashWrites(stage.load, result, [number], askedAt),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    const details = {
      seed: context.seed,
      node: replica.id,
      frozenMs: Math.round(resumedAt - askedAt),
      ...loadDetails(result, askedAt),
      ...untouchedDetails(untouched, result.span),
    };
    const last = demoted === undefined ? undefined : Math.round(resumedAt - askedAt + demoted);
    return conclude(judgement, observations, details, [
      timeline(since, [...moments, ["old primary a replica", last]]),
      slotMap(context, before, after),
      ...loadExhibits(result, askedAt, [
        { what: `node ${primary.id} frozen`, from: askedAt, to: resumedAt },
      ]),
    ]);
  },
};

/**
 * Looks at the living nodes until all see the replica as owner. Who is not elected in bound is not waited
 * for: the engine's own election would follow.
 */
function watchForced(
  context: CheckContext<RedisManifest>,
  { shard }: FailoverStage,
  replica: LiveNode,
  since: number,
  untilMs: number,
): Promise<FirstSeen<"elected" | "agreed">> {
  const isTaken = (views: readonly NodeView[]): boolean =>
    takenOverBy(views, shard) === replica.clusterId;
  return firstSeen(
    context,
    { nodes: nodesBeside(context, [shard.primary]), since, untilMs },
    { elected: isTaken, agreed: (views) => views.every((view) => isTaken([view])) },
    "agreed",
  );
}

/** When the old primary says itself that it is a replica. */
function watchDemotion(
  context: CheckContext<RedisManifest>,
  primary: LiveNode,
  since: number,
  untilMs: number,
): Promise<FirstSeen<"demoted">> {
  return firstSeen(
    context,
    { nodes: [primary], since, untilMs },
    {
      demoted: (views) =>
        views.some(({ lines }) =>
          lines.some(({ id, primaryId }) => id === primary.clusterId && primaryId !== undefined),
        ),
    },
    "demoted",
  );
}
