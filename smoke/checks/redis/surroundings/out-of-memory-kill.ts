import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { HEALTH_USER, SMOKE_USER } from "../../../../constructs/redis/system-users";
import { type Check, type CheckContext, CheckFailure, CheckSkip } from "../../../check";
import { demand, isNodeFailure, type Judgement } from "../../judge";
import { deleteOnExit, openClient } from "../cluster-client";
import { phaseBounds } from "../failover-phases";
import { type FailoverStage, setStage } from "../failover-stage";
import type { LiveNode } from "../live-shards";
import { KEY_TTL_SECONDS, withSession } from "../nodes";
import { runTakeover } from "./takeover";
import { concludeTakeover } from "./takeover-report";

const TIMEOUT_MS = 240_000;
const MIB = 1024 * 1024;
/** What the server may take beyond what it has, the programs of health checks beside it included. */
const ROOM_BYTES = 16 * MIB;
const VALUE_BYTES = 512 * 1024;
/** Twice what fits. */
const VALUES = (2 * ROOM_BYTES) / VALUE_BYTES;
/** Milliseconds in which the engine of containers tells that the kernel has ended a program. */
const END_MS = 10_000;
const POLL_MS = 50;

const JUDGEMENT: Judgement = {
  expected:
    "the server ended by its limit of memory and nothing else; a new primary in bound; the node back as a linked replica with its former limit; no write to another shard lost or refused",
  hint: "see HostConfig.Memory of the container (docker inspect) and its events (docker events --filter event=oom); then the logs of its replica",
};

export const outOfMemoryKill: Check<RedisManifest> = {
  id: "redis/out-of-memory-kill",
  title: "A primary needs more memory than its container may use, and the kernel ends its server",
  proves:
    "The limit of memory holds, the engine tells why the server ended, a replica takes over in bound, and with its usual limit the node comes back as a replica.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: {
    host: "not on this target: its servers share the memory of the machine, without a limit of their own",
    aws: "not on this target: ElastiCache runs the nodes, and nobody else limits their memory",
  },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { deployed, driver } = context;
    if (driver.setLimits === undefined || driver.limits === undefined) {
      throw new CheckSkip(`not on this target: ${deployed.manifest.target} sets no limits`);
    }
    const stage = await setStage(context, JUDGEMENT, TIMEOUT_MS);
    const { primary } = stage.shard;
    const usual = await driver.limits(primary.ref);
    const bringBack = async (): Promise<void> => {
      await driver.setLimits?.(primary.ref, usual);
      await driver.start(primary.ref);
    };
    const keys = await fillKeys(context, stage);
    context.onExit(bringBack);
    const used = await demand(JUDGEMENT, () => residentBytes(context, primary));
    const memoryBytes = used + ROOM_BYTES;
    const since = new Date();
    const result = await runTakeover(context, JUDGEMENT, stage, {
      away: [primary],
      bounds: phaseBounds(deployed.manifest.nodeTimeoutMs),
      fault: async () => {
        context.progress(`filling node ${primary.id} beyond ${toMib(memoryBytes)} MiB`);
        await driver.setLimits?.(primary.ref, { memoryBytes, restart: "no" });
        const endedAt = await fillUntilEnd(context, primary, keys);
        if (endedAt === undefined) await requireOutOfMemory(context, primary, memoryBytes, since);
        return endedAt ?? performance.now();
      },
      undo: async () => {
        // Only now: the engine takes its time to tell, and the takeover does not wait for it.
        await requireOutOfMemory(context, primary, memoryBytes, since);
        await bringBack();
      },
    });
    return concludeTakeover(context, JUDGEMENT, stage, result, {
      what: `node ${primary.id} out of memory`,
      observations: [
        {
          holds: true,
          seen: `limit ${toMib(memoryBytes)} MiB, usually ${toMib(usual.memoryBytes)}`,
        },
      ],
    });
  },
};

/** Keys of the shard under test, which are removed with the end of the check. */
async function fillKeys(
  context: CheckContext<RedisManifest>,
  { load, shard }: FailoverStage,
): Promise<string[]> {
  const keys: string[] = [];
  for (let number = 0; keys.length < VALUES; number++) {
    const key = `cf-smoke:${context.runId}:fill:${number}`;
    if (load.shardOf(key) === shard.number) keys.push(key);
  }
  deleteOnExit(context, await openClient(context), keys);
  return keys;
}

/** Bytes that the server has in memory. */
function residentBytes(context: CheckContext<RedisManifest>, node: LiveNode): Promise<number> {
  return withSession(context, node, HEALTH_USER, async (session) => {
    const reply = await session.ask("INFO", "memory");
    const text = reply.kind === "value" ? String(reply.value) : reply.message;
    const bytes = /^used_memory_rss:(\d+)/m.exec(text)?.[1];
    if (bytes === undefined) throw new RangeError(`node ${node.id} tells no used_memory_rss`);
    return Number(bytes);
  });
}

/** Writes until the node answers no more; `undefined` when it takes everything. */
async function fillUntilEnd(
  context: CheckContext<RedisManifest>,
  node: LiveNode,
  keys: readonly string[],
): Promise<number | undefined> {
  const value = "x".repeat(VALUE_BYTES);
  try {
    await withSession(context, node, SMOKE_USER, async (session) => {
      for (const key of keys) {
        context.signal.throwIfAborted();
        await session.ask("SET", key, value, "EX", KEY_TTL_SECONDS);
      }
    });
  } catch (error) {
    if (isNodeFailure(error)) return performance.now();
    throw error;
  }
  return undefined;
}

/** @throws CheckFailure when the server runs on, or has ended for another reason */
async function requireOutOfMemory(
  { driver, signal }: CheckContext<RedisManifest>,
  { id, ref }: LiveNode,
  memoryBytes: number,
  since: Date,
): Promise<void> {
  const deadline = performance.now() + END_MS;
  while ((await driver.wasOutOfMemory?.(ref, since)) !== true) {
    signal.throwIfAborted();
    if (performance.now() >= deadline) {
      throw failure(
        (await driver.isRunning(ref))
          ? `node ${id} runs, and has never lacked memory, limit ${toMib(memoryBytes)} MiB`
          : `node ${id} has ended, and not for lack of memory`,
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

function failure(measured: string): CheckFailure {
  return new CheckFailure({ expected: JUDGEMENT.expected, measured }, JUDGEMENT.hint);
}

function toMib(bytes: number): number {
  return Math.round(bytes / MIB);
}
