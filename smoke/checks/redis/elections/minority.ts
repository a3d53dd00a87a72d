import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import { judgeFigure, type Observation } from "../../judge";
import type { LiveShard } from "../live-shards";
import { SUSPECTED_DERIVATION } from "./election-bounds";
import { firstSeen, type FirstSeen, nodesBeside } from "./first-seen";
import { isFailedFor, isSuspectedBy, judgeNever, takenOverBy } from "./sightings";

/**
 * What a cluster without a majority did, in milliseconds since it lost it. `suspected`: every living node
 * suspects every lost primary; `refused`: every living primary says that the cluster is not ok;
 * `failed`: some node counts a lost primary as failed; `elected`: somebody owns slots of one.
 */
export type MinoritySightings = FirstSeen<"suspected" | "refused" | "failed" | "elected">;

/** Looks at the living nodes for as long as an election would take. */
export function watchMinority(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
  lost: readonly LiveShard[],
  since: number,
  untilMs: number,
): Promise<MinoritySightings> {
  const gone = lost.map(({ primary }) => primary);
  const voters = shards.filter((shard) => !lost.includes(shard)).map(({ primary }) => primary.id);
  return firstSeen(
    context,
    { nodes: nodesBeside(context, gone), since, untilMs },
    {
      suspected: (views) => views.every((view) => gone.every((node) => isSuspectedBy(view, node))),
      refused: (views) =>
        views.every(({ isStateOk, node }) => !voters.includes(node.id) || !isStateOk),
      failed: (views) => views.some((view) => gone.some((node) => isFailedFor(view, node))),
      elected: (views) => lost.some((shard) => takenOverBy(views, shard) !== undefined),
    },
    "elected",
  );
}

/** @param suspectedBound milliseconds until every node suspects what it does not reach */
export function judgeMinority(
  { elected, failed, refused, suspected }: MinoritySightings,
  suspectedBound: number,
): Observation[] {
  return [
    judgeFigure({
      what: "lost primaries suspected by all",
      unit: "ms",
      measured: suspected,
      atMost: suspectedBound,
      derivation: SUSPECTED_DERIVATION,
    }),
    judgeFigure({
      what: "other primaries refusing writes",
      unit: "ms",
      measured: refused,
      atMost: suspectedBound,
      derivation:
        "a primary that reaches no majority of primaries is not ok in the same tick, full coverage or not (clusterUpdateState)",
    }),
    judgeNever(
      "counted as failed without a majority",
      failed,
      "a failure takes the reports of a majority of primaries (markNodeAsFailingIfNeeded)",
    ),
    judgeNever(
      "elected without a majority",
      elected,
      "an election takes the votes of a majority of primaries (clusterHandleSlaveFailover)",
    ),
  ];
}
