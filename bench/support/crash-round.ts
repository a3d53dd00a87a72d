import { setTimeout as sleep } from "node:timers/promises";
import { failoverBound } from "../../clients/redis/failover-bound";
import { until } from "../../operate/host/until";
import { findWholeCluster } from "../../smoke/checks/redis/failover-stage";
import { observePhases, type PhaseTimes } from "../../smoke/checks/redis/failover-phases";
import type { LiveShard } from "../../smoke/checks/redis/live-shards";
import { chooseQuietShard } from "../../smoke/checks/redis/quiet-shard";
import { lookUntil, openWatch, wholeProblem } from "../../smoke/checks/redis/whole-cluster";
import { SeededRandom } from "../../smoke/random";
import { FIT, type RoundContext } from "./round";
import { refusedMs, resolutionMs, WriteProbe } from "./write-probe";

/** Milliseconds between two looks at what the replica knows. */
const LOOK_MS = 10;
/** A failover is measured up to this multiple of its bound. */
const PATIENCE = 3;
/** Until the killed node is back and in sync. */
const WHOLE_MS = 60_000;

/** What a crash did, in milliseconds since the kill. */
export interface CrashTimes {
  /** The target has told that the server is dead; it died before. */
  readonly killed: number;
  /** The replica knows that a majority agreed that the primary failed. */
  readonly failed: number;
  /** The replica owns the slots. */
  readonly elected: number;
  /** The shard's first write. */
  readonly writable: number;
  /** How long a primary of another shard refused writes meanwhile. */
  readonly othersRefused: number;
  /** Uncertainty of `writable`: the time between the last refusal and the first write. */
  readonly resolution: number;
}

/** What ends: all of a node, or its server alone, so that its runner knows and brings it back. */
export type CrashedPart = "node" | "server";

/**
 * Kills the primary of a quiet shard of a whole cluster, measures until its replica takes a write,
 * and brings the node back.
 */
export async function crashRound(
  context: RoundContext,
  part: CrashedPart = "node",
): Promise<CrashTimes> {
  const { deployed, driver, seed, signal } = context;
  const { nodeTimeoutMs } = deployed.manifest;
  const { shardOfSlot, shards, watch } = await findWholeCluster(context, FIT);
  const shard = await chooseQuietShard(context, shards, FIT);
  const other = new SeededRandom(seed).pick(shards.filter((one) => one !== shard));
  const replica = onlyReplica(shard);
  const probe = await WriteProbe.start(
    context,
    replica,
    (slot) => shardOfSlot(slot) === shard.number,
  );
  const bystander = await WriteProbe.start(
    context,
    other.primary,
    (slot) => shardOfSlot(slot) === other.number,
  );
  // The nodes ping each other by clocks of their own: the crash must not always meet the same tick.
  await sleep(new SeededRandom(seed).below(Math.max(1000, nodeTimeoutMs / 2)), undefined, {
    signal,
  });
  context.onExit(() => driver.start(shard.primary.ref));
  const killedAt = performance.now();
  await (part === "node" ? driver.kill(shard.primary.ref) : driver.crash?.(shard.primary.ref));
  const killed = performance.now() - killedAt;
  const phases = await watchReplica(context, shard, probe, killedAt);
  const accepted = probe.firstAccepted(killedAt);
  if (accepted === undefined || phases.failed === undefined || phases.elected === undefined) {
    throw new Error(`shard ${shard.number} is not writable: ${JSON.stringify(phases)}`);
  }
  if (part === "server") {
    await until(WHOLE_MS, () => driver.isRunning(shard.primary.ref));
  }
  await driver.start(shard.primary.ref);
  await lookUntil(context, watch, FIT, {
    withinMs: WHOLE_MS,
    problem: (views) => wholeProblem(context, views),
  });
  return {
    killed,
    failed: phases.failed,
    elected: phases.elected,
    writable: accepted.answeredAt - killedAt,
    othersRefused: refusedMs(bystander.answers, killedAt),
    resolution: resolutionMs(probe.answers, accepted),
  };
}

async function watchReplica(
  context: RoundContext,
  shard: LiveShard,
  probe: WriteProbe,
  killedAt: number,
): Promise<PhaseTimes> {
  const watch = openWatch(context, [onlyReplica(shard)]);
  const crash = { clusterId: shard.primary.clusterId, slot: shard.firstSlot };
  const limit = PATIENCE * failoverBound(context.deployed.manifest.nodeTimeoutMs).electedMs;
  let phases: PhaseTimes = {};
  while (performance.now() - killedAt < limit) {
    const views = await watch.look();
    phases = observePhases(phases, views, crash, performance.now() - killedAt);
    if (phases.elected !== undefined && probe.firstAccepted(killedAt) !== undefined) break;
    await sleep(LOOK_MS, undefined, { signal: context.signal });
  }
  return phases;
}

function onlyReplica({ number, replicas }: LiveShard) {
  const [replica] = replicas;
  if (replica === undefined || replicas.length > 1) {
    throw new RangeError(`shard ${number} has ${replicas.length} replicas instead of one`);
  }
  return replica;
}
