import { until } from "../../operate/host/until";
import type { NodeView } from "../../operate/redis/cluster-watch";
import {
  AccountedLoad,
  type AccountedLoadProps,
  type LoadResult,
} from "../../smoke/checks/redis/accounted-load";
import { findWholeCluster } from "../../smoke/checks/redis/failover-stage";
import { type LiveShard, ownerOf } from "../../smoke/checks/redis/live-shards";
import { chooseQuietShard } from "../../smoke/checks/redis/quiet-shard";
import { lookUntil, wholeProblem } from "../../smoke/checks/redis/whole-cluster";
import { FIT, type RoundContext } from "./round";

/** Milliseconds after which a load ends by itself. */
const LOAD_MS = 120_000;
/** An automatic failover at the longest node timeout measured here, with patience. */
const TAKEOVER_MS = 40_000;
/** A node that comes back copies its data before the cluster is whole. */
const WHOLE_MS = 60_000;

/** How the clients of a load connect. */
export type Connect = NonNullable<AccountedLoadProps["connect"]>;

/** What clients saw of a round. */
export interface FaultRound {
  readonly shard: LiveShard;
  /** What the writes of each kind of client came to, in the order in which the kinds were given. */
  readonly results: readonly LoadResult[];
}

/**
 * Puts a quiet shard of a whole cluster under a write load of each kind of client, does something
 * that makes its replica take over, starts the old primary where it does not run, waits until the
 * cluster is whole, and accounts for every write.
 *
 * @param kinds one load for each; `undefined` is the client preset
 * @param comesBack whether the old primary starts again by itself
 */
export async function underLoad(
  context: RoundContext,
  kinds: readonly (Connect | undefined)[],
  act: (shard: LiveShard) => Promise<void>,
  comesBack = false,
): Promise<FaultRound> {
  const { shardOfSlot, shards, watch } = await findWholeCluster(context, FIT);
  const shard = await chooseQuietShard(context, shards, FIT);
  const aim = { shardOfSlot, shardUnderTest: shard.number, shards: shards.length, maxMs: LOAD_MS };
  const loads = await Promise.all(
    kinds.map((connect, kind) =>
      AccountedLoad.start(
        { ...context, runId: `${context.runId}${kind}` },
        { ...aim, ...(connect === undefined ? {} : { connect }) },
        FIT,
      ),
    ),
  );
  context.onExit(() => context.driver.start(shard.primary.ref));
  const actedAt = performance.now();
  await act(shard);
  await lookUntil(context, watch, FIT, {
    withinMs: TAKEOVER_MS,
    problem: (views) => takeoverProblem(shard, views),
  });
  if (comesBack) await until(WHOLE_MS, () => context.driver.isRunning(shard.primary.ref));
  await context.driver.start(shard.primary.ref);
  await lookUntil(context, watch, FIT, {
    withinMs: WHOLE_MS,
    problem: (views) => wholeProblem(context, views),
  });
  return { shard, results: await Promise.all(loads.map((load) => load.finish(actedAt, FIT))) };
}

/** Writes of a load that ended otherwise than an application wants. */
export function unacknowledged({ account }: LoadResult): number {
  return account.failed + account.unknown;
}

/** Every write of a load. */
export function writesOf(result: LoadResult): number {
  return result.account.acknowledged + unacknowledged(result);
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
