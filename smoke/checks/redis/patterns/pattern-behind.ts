import { WriteBehindQueue } from "../../../../clients/cache/behind/queue";
import { WriteBehindWorker } from "../../../../clients/cache/behind/write-behind-worker";
import { failoverBound } from "../../../../clients/redis/failover-bound";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { wholePause } from "../../../whole-pause";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { deleteOnExit, openClient } from "../cluster-client";
import { findWholeCluster } from "../failover-stage";
import { leaveWhole } from "../leave-whole";
import { type LiveShard, ownerOf } from "../live-shards";
import { NOT_ON_AWS } from "../not-on-aws";
import { rejoin } from "../rejoin";
import { lookUntil } from "../whole-cluster";
import { MemoryStore } from "./memory-store";
import { QueueLoad, type QueueSeen } from "./queue-load";

const TIMEOUT_MS = 180_000;
/** Milliseconds of updates before the crash, and after the cluster is whole again. */
const AROUND_MS = 2000;
/** Milliseconds in which a queue that nobody writes to has to become empty. */
const DRAIN_MS = 20_000;
/** Elections that find no majority are tried again. */
const ELECTIONS = 3;
const PARTITIONS = 6;
const MOST_REPLICAS = 5;

const JUDGEMENT: Judgement = {
  expected:
    "every update that was accepted is in the store or a newer one of its key is, none is refused, and the queue is empty in the end, though a primary crashed",
  hint: "an update is accepted when the replicas have it: see who was elected, and whether anybody else deletes from the queue's streams",
};

export const patternBehind: Check<RedisManifest> = {
  id: "redis/pattern-behind",
  title: "Write-behind while a primary crashes and its replica takes over",
  proves:
    "No update that the queue has accepted is lost in a crash failover, and producers and workers go on by themselves.",
  kind: "redis-cluster",
  suite: "patterns",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs, topology } = context.deployed.manifest;
    const { watch, shards } = await findWholeCluster(context, JUDGEMENT);
    const shard = new SeededRandom(context.seed).pick(shards);
    const { primary } = shard;
    const cluster = await demand(JUDGEMENT, () => openClient(context));
    const queue = queueOf(context);
    deleteOnExit(context, cluster, keysOf(queue));
    leaveWhole(context, watch);
    const electionMs = ELECTIONS * failoverBound(nodeTimeoutMs).electedMs;
    const replicas = Math.min(MOST_REPLICAS, topology.replicasPerShard);
    const access = { cluster, queue, replicas };
    const store = new MemoryStore();
    const worker = new WriteBehindWorker<number>({ ...access, store });
    context.onExit(async () => void (await worker.stop()));
    await demand(JUDGEMENT, () => worker.start());
    const load = new QueueLoad({ ...access, acceptMs: electionMs }, context);
    context.onExit(async () => void (await load.stop()));
    await wholePause(AROUND_MS, context.signal);
    context.onExit(() => context.driver.start(primary.ref));
    context.progress(`killing node ${primary.id}`);
    await context.driver.kill(primary.ref);
    await lookUntil(context, watch, JUDGEMENT, {
      withinMs: electionMs,
      problem: (views) => {
        const lines = views.find(({ problem }) => problem === undefined)?.lines ?? [];
        return electionProblem(shard, lines);
      },
    });
    await rejoin(context, watch, shard, JUDGEMENT);
    await wholePause(AROUND_MS, context.signal);
    const seen = await load.stop();
    const left = await worker.drain(DRAIN_MS);
    const { dead } = worker.figures();
    return conclude(
      JUDGEMENT,
      [
        { holds: true, seen: `seed ${context.seed} chose node ${primary.id}` },
        ...judgeQueue(seen, store),
        { holds: left === 0, seen: `${left} updates left in the queue` },
        { holds: dead === 0, seen: `${dead} dead letters` },
      ],
      { seed: context.seed, node: primary.id, longestMs: Math.round(seen.longestMs) },
    );
  },
};

/** Its keys begin as those of the run, so that a later run finds what a crashed one has left. */
function queueOf({ runId }: CheckContext<RedisManifest>): WriteBehindQueue {
  const keys = {
    together: (group: readonly unknown[], ...parts: readonly unknown[]) =>
      `cf-smoke:${runId}:{${group.join(":")}}:${parts.join(":")}`,
  };
  return new WriteBehindQueue(keys, "behind", { partitions: PARTITIONS });
}

function keysOf(queue: WriteBehindQueue): string[] {
  return [
    queue.workers,
    queue.settings,
    ...queue.numbers.flatMap((partition) => [
      queue.updates(partition),
      queue.deadLetters(partition),
      queue.lease(partition),
    ]),
  ];
}

function electionProblem(
  { firstSlot, primary }: LiveShard,
  lines: Parameters<typeof ownerOf>[0],
): string | undefined {
  const owner = ownerOf(lines, firstSlot);
  if (owner !== undefined && owner.id !== primary.clusterId) return undefined;
  return `no replica of node ${primary.id} was elected`;
}

function judgeQueue(seen: QueueSeen, store: MemoryStore): Observation[] {
  const lost = [...seen.accepted].filter(([key, version]) => store.versionOf(key) < version);
  const first = seen.refusals[0] === undefined ? "" : `: ${seen.refusals[0]}`;
  return [
    {
      holds: seen.acceptedCount > 0,
      seen: `${seen.acceptedCount} updates of ${seen.accepted.size} keys accepted, the slowest in ${Math.round(seen.longestMs)} ms, ${seen.unconfirmed} unconfirmed`,
    },
    {
      ...judgeFigure({
        what: "accepted updates lost",
        unit: "count",
        measured: lost.length,
        atMost: 0,
        derivation: "an update is accepted when every replica that may be elected has it",
      }),
      seen: `${lost.length} accepted updates lost`,
    },
    { holds: seen.refusals.length === 0, seen: `${seen.refusals.length} updates refused${first}` },
  ];
}
