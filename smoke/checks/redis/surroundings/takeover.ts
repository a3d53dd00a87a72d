import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { Judgement } from "../../judge";
import type { LoadResult } from "../accounted-load";
import { PHASES, type PhaseTimes } from "../failover-phases";
import type { FailoverStage } from "../failover-stage";
import { type PhaseBounds, watchTakeover } from "../failover-watch";
import { faultNodes, type LiveNode, ownerOf } from "../live-shards";
import { awaitRejoined } from "../restart";
import type { UntouchedWrites } from "../untouched-writes";
import { writableAgainMs } from "./split-bounds";

/** What the nodes that are left see; `writable` is what a client sees. */
const SEEN_BY_NODES = PHASES.filter((phase) => phase !== "writable");

/** Something that is done to the primary of a stage's shard, so that a replica takes over. */
export interface Takeover {
  /** Nodes that nobody of the others hears; the primary is one of them. */
  readonly away: readonly LiveNode[];
  readonly bounds: PhaseBounds;
  /** Does the fault, whose undo is registered before; resolves with the moment from which it holds. */
  readonly fault: () => Promise<number>;
  /** Milliseconds that the fault stands at least. @default 0 */
  readonly holdMs?: number;
  /** Undoes the fault, so that the nodes come back by themselves. */
  readonly undo: () => Promise<void>;
}

/** What has become of the cluster; moments are on the clock of `performance.now()`. */
export interface TakeoverResult {
  readonly faultAt: number;
  readonly undoneAt: number;
  /** Milliseconds since the fault. */
  readonly phases: PhaseTimes;
  readonly bounds: PhaseBounds;
  /** Milliseconds from the undo until there was one view, the former primary a replica if it was replaced. */
  readonly wholeMs: number;
  readonly result: LoadResult;
  readonly untouched: UntouchedWrites;
}

/**
 * Does a fault to a primary under write load, waits until the other nodes have a new one, undoes the fault,
 * and waits until the cluster is whole.
 *
 * @throws CheckFailure when it does not become whole
 */
export async function runTakeover(
  context: CheckContext<RedisManifest>,
  judgement: Judgement,
  stage: FailoverStage,
  { away, bounds, fault, holdMs = 0, undo }: Takeover,
): Promise<TakeoverResult> {
  const { load, shard } = stage;
  const left = faultNodes(context).filter(({ id }) => away.every((node) => node.id !== id));
  const faultAt = await fault();
  const seen = await watchTakeover(context, {
    ...{ shard, nodes: left, since: faultAt, bounds },
    awaited: SEEN_BY_NODES,
  });
  const heldMs = performance.now() - faultAt;
  await sleep(Math.max(0, holdMs - heldMs), undefined, { signal: context.signal });
  await undo();
  const undoneAt = performance.now();
  await awaitWhole(context, judgement, stage, seen.elected !== undefined);
  const wholeMs = Math.round(performance.now() - undoneAt);
  const result = await load.finish(faultAt, judgement);
  const isOfShard = (key: string): boolean => load.shardOf(key) === shard.number;
  const writable = writableAgainMs(result, isOfShard, faultAt);
  return {
    faultAt,
    undoneAt,
    phases: { ...seen, ...(writable === undefined ? {} : { writable }) },
    bounds,
    wholeMs,
    result,
    untouched: await stage.untouched.stop(),
  };
}

/**
 * Waits for one view of a whole cluster.
 *
 * @param isReplaced whether the former primary has to follow who took its place
 */
async function awaitWhole(
  context: CheckContext<RedisManifest>,
  judgement: Judgement,
  { shard, watch }: FailoverStage,
  isReplaced: boolean,
): Promise<void> {
  const { host, id, port } = shard.primary;
  await awaitRejoined(context, watch, judgement, shard.primary, (views) => {
    if (!isReplaced) return undefined;
    // By its place: a node that lost its data has come back with another id.
    const view = views.find(({ node }) => node.host === host && node.port === port);
    const own = view?.lines.find(({ flags }) => flags.includes("myself"));
    const owner = ownerOf(view?.lines ?? [], shard.firstSlot)?.id;
    if (owner !== undefined && own?.primaryId === owner) return undefined;
    return `node ${id} does not follow the primary that took its place`;
  });
}
