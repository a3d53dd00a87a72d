import type { NodeView } from "../../operate/redis/cluster-watch";
import type { LoadResult } from "../../smoke/checks/redis/accounted-load";
import { setStage, type FailoverStage } from "../../smoke/checks/redis/failover-stage";
import { type LiveShard, ownerOf } from "../../smoke/checks/redis/live-shards";
import { lookUntil, wholeProblem } from "../../smoke/checks/redis/whole-cluster";
import { FIT, type RoundContext } from "./round";

/** Milliseconds after which a load ends by itself. */
const LOAD_MS = 120_000;
/** An automatic failover at the longest node timeout measured here, with patience. */
const TAKEOVER_MS = 40_000;
/** A node that comes back copies its data before the cluster is whole. */
const WHOLE_MS = 60_000;

/** A round that is over, with its load still running. */
export interface FaultRound extends FailoverStage {
  /** When the fault was done, on the clock of `performance.now()`. */
  readonly actedAt: number;
}

/**
 * Puts a quiet shard of a whole cluster under write load, does something that makes its replica take
 * over, starts the old primary where it does not run, and waits until the cluster is whole.
 *
 * @param prepare what else has to run before; the load already does
 */
export async function underLoad(
  context: RoundContext,
  act: (shard: LiveShard) => Promise<void>,
  prepare: (stage: FailoverStage) => Promise<void> = () => Promise.resolve(),
): Promise<FaultRound> {
  const stage = await setStage(context, FIT, LOAD_MS);
  const { shard, watch } = stage;
  const { primary } = shard;
  await prepare(stage);
  context.onExit(() => context.driver.start(primary.ref));
  const actedAt = performance.now();
  await act(shard);
  await lookUntil(context, watch, FIT, {
    withinMs: TAKEOVER_MS,
    problem: (views) => takeoverProblem(shard, views),
  });
  await context.driver.start(primary.ref);
  await lookUntil(context, watch, FIT, {
    withinMs: WHOLE_MS,
    problem: (views) => wholeProblem(context, views),
  });
  return { ...stage, actedAt };
}

/** Writes of a load that ended otherwise than an application wants. */
export function unacknowledged({ account }: LoadResult): number {
  return account.failed + account.unknown;
}

/** Without a new epoch a node was not elected, and what follows is no failover. */
function takeoverProblem(shard: LiveShard, views: readonly NodeView[]): string | undefined {
  const { clusterId, id } = shard.primary;
  for (const { lines, node, problem } of views) {
    if (problem !== undefined && node.id === id) continue;
    const owner = ownerOf(lines, shard.firstSlot);
    if (owner === undefined || owner.id === clusterId || owner.configEpoch <= shard.configEpoch) {
      return `node ${node.id} sees no elected successor of ${id}: ${problem ?? owner?.id}`;
    }
  }
  return undefined;
}
