import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { Span } from "../../../workload/availability";
import { demand, type Judgement } from "../../judge";
import { stopInOrder } from "../../stop-in-order";
import { AccountedLoad, type LoadResult } from "../accounted-load";
import { type Phase, PHASES, type PhaseTimes } from "../failover-phases";
import { findWholeCluster, type WholeCluster } from "../failover-stage";
import { type PhaseBounds, watchFailover } from "../failover-watch";
import { freezeNodes } from "../freeze";
import { type LiveNode, type LiveShard, ownerOf } from "../live-shards";
import { chooseQuietShard } from "../quiet-shard";
import { awaitRejoined } from "../restart";
import { awaitWrites, confirmedLoad } from "./confirming";
import { leavePrimaryAlone, prepareFiller } from "./lone-primary";
import { rejoin } from "../rejoin";

/** Milliseconds in which the primary alone has what it acknowledges: longer than a lag of 2 s can be. */
const ALONE_MS = 5000;

/** What a run has to know beforehand. */
export interface LaggingRunProps {
  readonly judgement: Judgement;
  readonly bounds: PhaseBounds;
  /** Milliseconds after which the load ends by itself. */
  readonly maxMs: number;
  /**
   * Whether a primary without any replica takes writes; if not, it does so once the crashed node is back.
   */
  readonly isWritableAlone: boolean;
  /** Whether the replica is restarted at the end, for what that costs. */
  readonly restartsReplica: boolean;
}

/** A shard whose primary crashed while its replicas were behind. */
export interface LaggingRun {
  readonly load: AccountedLoad;
  readonly shard: LiveShard;
  readonly phases: PhaseTimes;
  /** On the clock of `performance.now()`. */
  readonly crashedAt: number;
  /** From before the replicas were frozen until the primary was gone. */
  readonly frozen: Span;
  /** From when nothing more reached them to the crash. */
  readonly alone: Span;
  /** In which a replica was restarted. @default - none was */
  readonly restart?: Span;
  /** What became of the writes. @default - the shard was never taken over */
  readonly result?: LoadResult;
}

/**
 * Freezes the replicas of a shard under load, kills its primary some seconds later, lets the replicas go on,
 * and accounts for every write once one of them is primary and the cluster is whole.
 *
 * @throws CheckFailure when the cluster is not fit for it or does not become whole again
 * @throws CheckSkip when its shards have no replica
 */
export async function runLagging(
  context: CheckContext<RedisManifest>,
  props: LaggingRunProps,
): Promise<LaggingRun> {
  const { bounds, judgement } = props;
  const { driver, progress, signal } = context;
  const cluster = await findWholeCluster(context, judgement);
  const shard = await demand(judgement, () => chooseQuietShard(context, cluster.shards, judgement));
  const { primary, replicas } = shard;
  const filler = await demand(judgement, () =>
    prepareFiller(context, (slot) => cluster.shardOfSlot(slot) === shard.number),
  );
  const load = await AccountedLoad.start(
    context,
    { ...confirmedLoad(context, cluster, props.maxMs), shardUnderTest: shard.number },
    judgement,
  );
  await awaitWrites(context, load, performance.now(), judgement);
  context.onExit(() => driver.start(primary.ref));
  progress(`freezing ${replicas.map(({ id }) => id).join(", ")}, replicas of node ${primary.id}`);
  const frozenAt = performance.now();
  const thaw = await freezeNodes(context, replicas);
  await demand(judgement, () => leavePrimaryAlone(context, shard, filler, judgement));
  const aloneAt = performance.now();
  await sleep(ALONE_MS, undefined, { signal });
  await load.look(judgement);
  progress(`killing node ${primary.id}`);
  const crashedAt = performance.now();
  await driver.kill(primary.ref);
  const deadAt = performance.now();
  await thaw();
  const awaited = PHASES.filter((phase) => phase !== "writable" || props.isWritableAlone);
  const phases = await watchFailover(context, { load, shard }, crashedAt, bounds, awaited);
  const run = {
    ...{ load, shard, phases, crashedAt },
    frozen: { from: frozenAt, to: deadAt },
    alone: { from: aloneAt, to: crashedAt },
  };
  if (awaited.some((phase: Phase) => phases[phase] === undefined)) return run;
  await rejoin(context, cluster.watch, shard, judgement);
  const restart = props.restartsReplica
    ? await restartReplica(context, cluster, shard, judgement)
    : undefined;
  const result = await load.finish(crashedAt, judgement);
  return { ...run, result, ...(restart === undefined ? {} : { restart }) };
}

/** Restarts the node that crashed, which is a replica now. */
async function restartReplica(
  context: CheckContext<RedisManifest>,
  { watch }: WholeCluster,
  shard: LiveShard,
  judgement: Judgement,
): Promise<Span> {
  const replica: LiveNode = shard.primary;
  context.progress(`restarting node ${replica.id}, a replica now`);
  const from = performance.now();
  await stopInOrder(context, replica.ref);
  await context.driver.start(replica.ref);
  await awaitRejoined(context, watch, judgement, replica, (views) => {
    const owner = ownerOf(views[0]?.lines ?? [], shard.firstSlot);
    return owner === undefined ? `slot ${shard.firstSlot} has no owner` : undefined;
  });
  return { from, to: performance.now() };
}
