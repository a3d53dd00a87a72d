import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterWatch, NodeView } from "../../../operate/redis/cluster-watch";
import { type CheckContext, CheckFailure } from "../../check";
import type { Judgement } from "../judge";
import { type FaultNode, type LiveShard, ownerOf } from "./live-shards";
import { type Goal, lookUntil, wholeProblem } from "./whole-cluster";

/** A node that comes back loads its data and copies its primary's: as long as there is data. */
const REJOIN_MS = 60_000;

/**
 * Waits until the cluster is whole again with a node that was started.
 *
 * @param problem what else is still wrong
 * @returns the last views
 * @throws CheckFailure when the node does not run, or the cluster does not become whole
 */
export async function awaitRejoined(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  judgement: Judgement,
  { id, ref }: FaultNode,
  problem: Goal["problem"],
): Promise<readonly NodeView[]> {
  return lookUntil(context, watch, judgement, {
    withinMs: REJOIN_MS,
    problem: async (views) => {
      if (!(await context.driver.isRunning(ref))) {
        const measured = `node ${id} does not run after it was started again`;
        throw new CheckFailure({ expected: judgement.expected, measured }, `see the log of ${id}`);
      }
      return wholeProblem(context, views) ?? problem(views);
    },
  });
}

/** Why the old primaries of shards are not replicas of what owns their slots now, or `undefined`. */
export function demotionProblem(shards: readonly LiveShard[]): Goal["problem"] {
  return (views) => {
    const lines = views[0]?.lines ?? [];
    const stray = shards.find(({ firstSlot, primary }) => {
      const follows = lines.find(({ id }) => id === primary.clusterId)?.primaryId;
      return follows === undefined || follows !== ownerOf(lines, firstSlot)?.id;
    });
    if (stray === undefined) return undefined;
    return `node ${stray.primary.id} does not follow the primary that took its place`;
  };
}
