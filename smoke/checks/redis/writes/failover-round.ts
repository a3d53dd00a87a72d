import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { AccountedLoad } from "../accounted-load";
import type { Judgement } from "../../judge";
import type { PhaseTimes } from "../failover-phases";
import type { WholeCluster } from "../failover-stage";
import { type PhaseBounds, watchFailover } from "../failover-watch";
import { type LiveShard, ownerOf } from "../live-shards";
import { awaitWrites } from "./confirming";
import { rejoin } from "../rejoin";

/** One crash of a primary, and what came of it. */
export interface Round {
  /** From 1. */
  readonly number: number;
  /** The node that was killed. */
  readonly node: string;
  /** Number of its shard. */
  readonly shard: number;
  readonly phases: PhaseTimes;
  /** Config epochs of the shard before and after; an election raises it. */
  readonly configEpoch: readonly [before: number, after: number];
  /** When the load was aimed at the shard, on the clock of `performance.now()`. */
  readonly from: number;
  readonly crashedAt: number;
  /** When the cluster was whole again, or was given up. */
  readonly to: number;
  /** Whether every phase was reached and the node came back. */
  readonly isOver: boolean;
}

/** What every round needs. */
export interface RoundStage extends WholeCluster {
  readonly load: AccountedLoad;
  readonly bounds: PhaseBounds;
}

/**
 * Kills the primary of a shard under its own writes, follows the failover, starts the node again, and reads
 * what was written meanwhile.
 *
 * @throws CheckFailure when the node does not come back
 */
export async function runRound(
  context: CheckContext<RedisManifest>,
  stage: RoundStage,
  shard: LiveShard,
  number: number,
  judgement: Judgement,
): Promise<Round> {
  const { bounds, load } = stage;
  const { primary } = shard;
  const from = performance.now();
  load.aimAt(shard.number);
  await awaitWrites(context, load, from, judgement);
  context.onExit(() => context.driver.start(primary.ref));
  context.progress(`round ${number}: killing node ${primary.id}`);
  const crashedAt = performance.now();
  await context.driver.kill(primary.ref);
  const phases = await watchFailover(context, { load, shard }, crashedAt, bounds);
  const round = { number, node: primary.id, shard: shard.number, phases, from, crashedAt };
  const before = shard.configEpoch;
  if (phases.agreed === undefined || phases.writable === undefined) {
    return { ...round, configEpoch: [before, before], to: performance.now(), isOver: false };
  }
  const views = await rejoin(context, stage.watch, shard, judgement);
  const after = ownerOf(views[0]?.lines ?? [], shard.firstSlot)?.configEpoch ?? before;
  await load.look(judgement);
  return { ...round, configEpoch: [before, after], to: performance.now(), isOver: true };
}
