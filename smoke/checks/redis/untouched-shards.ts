import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { slotOf } from "../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import type { CheckContext } from "../../check";
import type { RedisSession } from "../../probes/redis-session";
import type { WriteAttempt } from "../../workload/attempt";
import { isNodeFailure } from "../judge";
import { deleteOnExit, openClient } from "./cluster-client";
import type { LiveShard } from "./live-shards";
import { KEY_TTL_SECONDS, openSession } from "./nodes";
import {
  BEAT_MS,
  type ShardWrites,
  type UntouchedWrites,
  writeIntervalMs,
} from "./untouched-writes";

/**
 * One writer at the primary of each shard that no fault is done to. It speaks to that node alone and
 * repeats nothing, so that it sees each refusal, which the retries of a cluster client hide.
 */
export class UntouchedShards {
  private readonly stopped = new AbortController();
  private readonly writes: ShardWrites[] = [];
  private readonly beats: number[] = [];
  private readonly loops: Promise<void>[] = [this.beat()];

  private constructor(private readonly context: CheckContext<RedisManifest>) {}

  /**
   * Starts the writers; they end, and their keys are removed, with the check.
   *
   * @throws NodeFailure
   */
  static async start(
    context: CheckContext<RedisManifest>,
    shards: readonly LiveShard[],
    shardOfSlot: (slot: number) => number,
  ): Promise<UntouchedShards> {
    const untouched = new UntouchedShards(context);
    context.onExit(() => untouched.stop().then(() => undefined));
    const client = await openClient(context);
    for (const { number, primary } of shards) {
      const key = keyOf(context.runId, (candidate) => shardOfSlot(slotOf(candidate)) === number);
      deleteOnExit(context, client, [key]);
      const session = await openSession(context, primary, SMOKE_USER);
      // The key is deleted after this: nobody must write it any more.
      context.onExit(() => untouched.stop().then(() => session.close()));
      untouched.add({ shard: number, key, attempts: [] }, session, writeIntervalMs(shards.length));
    }
    return untouched;
  }

  /** Ends the writers; resolves with everything they wrote. */
  async stop(): Promise<UntouchedWrites> {
    this.stopped.abort();
    await Promise.all(this.loops);
    return { shards: this.writes, beats: this.beats };
  }

  private add(writes: ShardWrites, session: RedisSession, intervalMs: number): void {
    this.writes.push(writes);
    this.loops.push(this.run(writes, session, intervalMs));
  }

  private async beat(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      this.beats.push(performance.now());
      await sleep(BEAT_MS);
    }
  }

  private async run(
    { attempts, key }: ShardWrites,
    session: RedisSession,
    intervalMs: number,
  ): Promise<void> {
    const signal = AbortSignal.any([this.stopped.signal, this.context.signal]);
    while (!signal.aborted) {
      const attempt = await write(session, key, `${attempts.length}`);
      attempts.push(attempt);
      // After a lost connection nothing more is learnt; the shard counts as not served from here on.
      if (attempt.outcome === "unknown") return;
      await sleep(intervalMs);
    }
  }
}

async function write(session: RedisSession, key: string, value: string): Promise<WriteAttempt> {
  const startedAt = performance.now();
  try {
    const reply = await session.ask("SET", key, value, "EX", KEY_TTL_SECONDS);
    const end = { key, value, startedAt, endedAt: performance.now() };
    if (reply.kind === "value") return { ...end, outcome: "acknowledged" };
    return { ...end, outcome: "failed", reason: reply.message };
  } catch (error) {
    if (!isNodeFailure(error)) throw error;
    const endedAt = performance.now();
    return { key, value, startedAt, endedAt, outcome: "unknown", reason: error.message };
  }
}

function keyOf(runId: string, isOfShard: (key: string) => boolean): string {
  for (let number = 0; ; number++) {
    const key = `cf-smoke:${runId}:untouched:${number}`;
    if (isOfShard(key)) return key;
  }
}
