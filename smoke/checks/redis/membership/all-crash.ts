import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { ownershipOf } from "../../../../constructs/redis/cluster-nodes";
import type { Check, CheckContext } from "../../../check";
import { AccountedLoad, type LoadResult } from "../accounted-load";
import { conclude } from "../../conclude";
import { impossibleValues, loadDetails, writesText } from "../fault-report";
import { findWholeCluster } from "../failover-stage";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { type FaultNode, faultNodes } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { requireLogOfWrites } from "./persistence";
import { judgeSameOwners } from "./same-owners";
import { awaitWholeAgain, comeBackExhibit, judgeComeBack } from "./whole-again";

const TIMEOUT_MS = 240_000;
/**
 * A write is handed to the kernel before it is acknowledged, and the kernel outlives the server; only one that
 * finds a slow fsync under way is put off, for at most 2 s (`flushAppendOnlyFile`, `aof.c` of Redis 7.0). The
 * rest is one round of the server's timers.
 */
const LOSS_WINDOW_MS = 2000 + 100;
const LOSS_DERIVATION =
  "with `everysec` a write waits for a slow fsync for at most 2 s before it is handed to the kernel (flushAppendOnlyFile)";
/** Load before the crash: long enough that a write outside of the window exists. */
const BEFORE_MS = LOSS_WINDOW_MS + 1000;

const JUDGEMENT: Judgement = {
  expected: `after SIGKILL of all nodes: the same ids and owners, agreed in bound; nothing lost but what was acknowledged in the last ${LOSS_WINDOW_MS} ms before; no value duplicated, stale or unexpected`,
  hint: "see the logs of the nodes around their start: a server that cuts its log of writes short says so; and whether the disk's fsync is slow",
};

export const allCrash: Check<RedisManifest> = {
  id: "redis/all-crash",
  title: "Every node crashes at once under write load, and all are started again",
  proves:
    "After SIGKILL of every node the cluster comes back by itself with the same members and owners, and loses no more than its log of writes may; what it lost is told.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs } = context.deployed.manifest;
    const { shardOfSlot, shards, watch } = await findWholeCluster(context, JUDGEMENT);
    const nodes = faultNodes(context);
    await demand(JUDGEMENT, () => requireLogOfWrites(context, nodes));
    const [first] = await watch.look();
    const before = ownershipOf(first?.lines ?? []);
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shards: shards.length, maxMs: TIMEOUT_MS },
      JUDGEMENT,
    );
    await sleep(BEFORE_MS, undefined, { signal: context.signal });
    const crash = await crashAll(context, nodes);
    context.progress("starting all nodes");
    await Promise.all(nodes.map(({ ref }) => context.driver.start(ref)));
    const startedAt = performance.now();
    const back = await awaitWholeAgain(context, watch, JUDGEMENT, startedAt);
    const backAt = startedAt + back.wholeMs;
    const result = await load.finish(crash.firstAt, JUDGEMENT);
    const observations = [
      ...judgeComeBack(back, nodeTimeoutMs),
      judgeSameOwners(before, ownershipOf(back.views[0]?.lines ?? [])),
      ...judgeLoss(result, crash.firstAt, crash.lastAt),
      { holds: true, seen: writesText(result) },
      ...impossibleValues(result),
    ];
    const fault = { what: "all nodes down", from: crash.firstAt, to: startedAt + back.agreedMs };
    return conclude(
      JUDGEMENT,
      observations,
      { downMs: Math.round(backAt - crash.firstAt), ...loadDetails(result, crash.firstAt) },
      [comeBackExhibit(back, nodeTimeoutMs), ...loadExhibits(result, crash.firstAt, [fault])],
    );
  },
};

interface Crash {
  /** When the first node was killed. */
  readonly firstAt: number;
  /** When the last was gone. */
  readonly lastAt: number;
}

async function crashAll(
  context: CheckContext<RedisManifest>,
  nodes: readonly FaultNode[],
): Promise<Crash> {
  for (const { ref } of nodes) context.onExit(() => context.driver.start(ref));
  context.progress("killing all nodes");
  const firstAt = performance.now();
  await Promise.all(nodes.map(({ ref }) => context.driver.kill(ref)));
  return { firstAt, lastAt: performance.now() };
}

/** What was lost, and how long before the crash the first of it was acknowledged. */
function judgeLoss(
  { account: { lost } }: LoadResult,
  firstAt: number,
  lastAt: number,
): Observation[] {
  const ages = lost.map(({ endedAt }) => Math.max(0, Math.round(firstAt - endedAt)));
  const later = lost.filter(({ startedAt }) => startedAt > lastAt).length;
  return [
    judgeFigure({ what: "acknowledged writes lost", unit: "count", measured: lost.length }),
    judgeFigure({
      what: "the first of them acknowledged before the crash",
      unit: "ms",
      measured: Math.max(0, ...ages),
      atMost: LOSS_WINDOW_MS,
      derivation: LOSS_DERIVATION,
    }),
    judgeFigure({
      what: "acknowledged after it and lost",
      unit: "count",
      measured: later,
      atMost: 0,
      derivation: "no node fails any more",
    }),
  ];
}
