import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { NodeView } from "../../../operate/redis/cluster-watch";
import type { Check, CheckContext } from "../../check";
import { AccountedLoad, type LoadResult } from "./accounted-load";
import { findWholeCluster, type WholeCluster } from "./failover-stage";
import {
  HAND_OVER_GAP_LIMIT_MS,
  HAND_OVER_GAP_TARGET_MS,
  handOverGap,
  impossibleValues,
  loadDetails,
  writesText,
} from "./fault-report";
import { conclude } from "../conclude";
import { demand, type Judgement, type Observation } from "../judge";
import { stopInOrder } from "../stop-in-order";
import { type FaultSpan, loadExhibits } from "./load-exhibits";
import { type LiveNode, type LiveShard, ownerOf } from "./live-shards";
import { quietMoments, seededOrder } from "./quiet-shard";
import { awaitRejoined } from "./restart";

const TIMEOUT_MS = 600_000;

/** One node that was restarted. */
interface Step {
  readonly node: string;
  readonly role: "primary" | "replica";
  /** From the request to stop until the cluster was whole again. */
  readonly seconds: number;
  /** Config epochs of its shard before and after; an election raises it. */
  readonly configEpoch: readonly [before: number, after: number];
  /** The node that owns the shard's slots afterwards. */
  readonly owner: string;
}

/** A step, and when it was under way on the clock of the load. */
interface TimedStep {
  readonly step: Step;
  readonly span: FaultSpan;
}

const JUDGEMENT: Judgement = {
  expected: `every node restarted and back; each primary hands over first; no shard without writes for more than ${HAND_OVER_GAP_LIMIT_MS} ms (target ${HAND_OVER_GAP_TARGET_MS} ms); every write acknowledged and kept`,
  hint: "see what the node's log says of its stop: cf-guard must be allowed CLUSTER FAILOVER on the replica, and the replica must be linked",
};

export const rollingRestart: Check<RedisManifest> = {
  id: "redis/rolling-restart",
  title: "Every node is restarted in turn under write load, and no write is lost or fails",
  proves:
    "A node that is stopped in order hands its slots over first and comes back as a linked replica, so that a change which restarts everything costs clients nothing.",
  kind: "redis-cluster",
  suite: "standard",
  injectsFaults: true,
  skippedOn: { aws: "ElastiCache runs the nodes, and restarts them when it maintains them" },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const cluster = await findWholeCluster(context, JUDGEMENT);
    const { shards, shardOfSlot } = cluster;
    const quietAt = await demand(JUDGEMENT, () => quietMoments(context, shards));
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shards: shards.length, maxMs: TIMEOUT_MS },
      JUDGEMENT,
    );
    const begunAt = performance.now();
    const timed = await restartAll(context, cluster, quietAt);
    const steps = timed.map(({ step }) => step);
    const result = await load.finish(begunAt, JUDGEMENT);
    const order = { holds: true, seen: `seed ${context.seed} chose the order` };
    const observations = [order, ...judgeSteps(steps), ...judgeWrites(result)];
    const details = { seed: context.seed, steps, ...loadDetails(result, begunAt) };
    const spans = timed.map(({ span }) => span);
    return conclude(JUDGEMENT, observations, details, loadExhibits(result, begunAt, spans));
  },
};

/** Replicas first, so that what takes over has been restarted already; ends with a failed hand-over. */
async function restartAll(
  context: CheckContext<RedisManifest>,
  cluster: WholeCluster,
  quietAt: readonly number[],
): Promise<TimedStep[]> {
  const steps: TimedStep[] = [];
  const left = seededOrder(cluster.shards, context.seed);
  for (const shard of left) {
    for (const replica of shard.replicas) {
      steps.push(await restartOne(context, cluster, shard, replica));
    }
  }
  while (left.length > 0) {
    const shard = await takeQuiet(context, left, quietAt);
    const timed = await restartOne(context, cluster, shard, shard.primary);
    steps.push(timed);
    if (!isHandedOver(timed.step)) return steps;
  }
  return steps;
}

/** Takes the first shard without a recent election, else waits for the one that is quiet next. */
async function takeQuiet(
  { progress, signal }: CheckContext<RedisManifest>,
  left: LiveShard[],
  quietAt: readonly number[],
): Promise<LiveShard> {
  const waits = left.map(({ number }) => (quietAt[number] ?? 0) - performance.now());
  const shortest = Math.min(...waits);
  if (shortest > 0) {
    progress(`waiting ${Math.ceil(shortest / 1000)} s: the last election of every shard is recent`);
    await sleep(shortest, undefined, { signal });
  }
  const index = waits.findIndex((wait) => wait <= Math.max(0, shortest));
  const [shard] = left.splice(index, 1);
  if (shard === undefined) throw new RangeError("no shard is left");
  return shard;
}

async function restartOne(
  context: CheckContext<RedisManifest>,
  { watch }: WholeCluster,
  { configEpoch, firstSlot, primary, replicas }: LiveShard,
  node: LiveNode,
): Promise<TimedStep> {
  const role = node.id === primary.id ? "primary" : "replica";
  context.progress(`restarting node ${node.id}, a ${role}`);
  const begunAt = performance.now();
  await stopInOrder(context, node.ref);
  await context.driver.start(node.ref);
  const views = await awaitRejoined(context, watch, JUDGEMENT, node, busProblem);
  const owner = ownerOf(views[0]?.lines ?? [], firstSlot);
  const ownerNode = [primary, ...replicas].find(({ clusterId }) => clusterId === owner?.id);
  const endedAt = performance.now();
  return {
    step: {
      node: node.id,
      role,
      seconds: Math.round((endedAt - begunAt) / 100) / 10,
      configEpoch: [configEpoch, owner?.configEpoch ?? NaN],
      owner: ownerNode?.id ?? "a node of another shard",
    },
    span: { what: `${role} ${node.id} restarted`, from: begunAt, to: endedAt },
  };
}

/** A primary sees only those replicas as fit to take over to which its bus link stands. */
function busProblem(views: readonly NodeView[]): string | undefined {
  for (const { node, lines } of views) {
    const lost = lines.find(({ isConnected }) => !isConnected);
    if (lost !== undefined) return `node ${node.id} has no bus link to ${lost.host}:${lost.port}`;
  }
  return undefined;
}

function isHandedOver({ configEpoch: [before, after], node, owner }: Step): boolean {
  return owner !== node && after > before;
}

function judgeSteps(steps: readonly Step[]): Observation[] {
  return steps.map((step) => {
    const { configEpoch, node, owner, role, seconds } = step;
    if (role === "replica") return { holds: true, seen: `replica ${node} back in ${seconds} s` };
    const holds = isHandedOver(step);
    const epochs = `config epoch ${configEpoch.join(" to ")}`;
    return holds
      ? { holds, seen: `primary ${node} handed over to ${owner}, ${epochs}, back in ${seconds} s` }
      : { holds, seen: `primary ${node} stopped without handing over, ${epochs}` };
  });
}

function judgeWrites(result: LoadResult): Observation[] {
  const { failed, lost, unknown } = result.account;
  const gaps = result.gaps.map((gap, shard) => ({
    holds: gap.ms <= HAND_OVER_GAP_LIMIT_MS,
    seen: `shard ${shard} without writes for ${Math.round(gap.ms)} ms`,
    figure: handOverGap(`shard ${shard} without writes`, gap),
  }));
  return [
    ...gaps,
    { holds: lost.length + failed + unknown === 0, seen: writesText(result) },
    ...impossibleValues(result),
  ];
}
