import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ReplyError, type Cluster } from "ioredis";
import type { WriteAttempt, WriteOutcome } from "./attempt";
import { type Confirmation, writeConfirmed } from "./confirmed-write";
import type { KeySequence } from "./key-sequence";

/** One client of a write load. */
export interface WriterProps {
  /** Its own connection; the writer ends it. */
  readonly client: Cluster;
  readonly keys: KeySequence;
  /** Seconds after which a written key is gone, should nobody delete it. */
  readonly ttlSeconds: number;
  /** Milliseconds between the beginnings of two writes, at least 5. */
  readonly intervalMs: number;
  /** Milliseconds after which it ends by itself. */
  readonly maxMs: number;
  /**
   * How replicas confirm each write.
   * @default - nobody is asked
   */
  readonly confirmation?: Confirmation;
}

/**
 * Begins a write at every interval, whether or not the earlier ones have ended: a shard that does
 * not answer slows the writes to the others down by nothing (an open loop).
 *
 * The number of writes under way is bounded by the client's own time limit for a command. One that has
 * its writes confirmed has one at a time: `WAIT` holds up everything behind it on its connection.
 */
export class Writer {
  readonly attempts: WriteAttempt[] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly stopped = new AbortController();
  private readonly loop: Promise<void>;
  /** Connections of this client that have ended so far. */
  private lostConnections = 0;
  private isDisconnected = false;

  constructor(private readonly props: WriterProps) {
    props.client.on("-node", () => (this.lostConnections += 1));
    this.loop = this.run();
  }

  /** Begins no further write, and waits for those under way. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.loop;
    await Promise.all(this.pending);
    this.disconnect();
  }

  /** Ends at once; of the writes under way nothing will be known. */
  async abandon(): Promise<void> {
    this.stopped.abort();
    this.disconnect();
    await this.stop();
  }

  private disconnect(): void {
    if (this.isDisconnected) return;
    this.isDisconnected = true;
    this.props.client.disconnect();
  }

  private async run(): Promise<void> {
    const { confirmation, intervalMs, maxMs } = this.props;
    const end = performance.now() + maxMs;
    let due = performance.now();
    while (!this.stopped.signal.aborted && due < end) {
      const write = this.write().finally(() => this.pending.delete(write));
      this.pending.add(write);
      if (confirmation !== undefined) await write;
      // Late writes are left out instead of made up for: the rate is a limit.
      due = Math.max(due + intervalMs, performance.now());
      await pause(due - performance.now(), this.stopped.signal);
    }
  }

  private async write(): Promise<void> {
    const { keys } = this.props;
    const attempt = { key: keys.next(), value: randomUUID(), startedAt: performance.now() };
    const lostBefore = this.lostConnections;
    let outcome: WriteOutcome = "acknowledged";
    let reason: string | undefined;
    let confirmedBy: number | undefined;
    try {
      confirmedBy = await this.send(attempt.key, attempt.value);
    } catch (error) {
      outcome = outcomeOf(error, this.lostConnections !== lostBefore);
      reason = (error as Error).message;
    }
    this.attempts.push({
      ...attempt,
      endedAt: performance.now(),
      outcome,
      ...(reason === undefined ? {} : { reason }),
      ...(confirmedBy === undefined ? {} : { confirmedBy }),
    });
  }

  /** @returns number of replicas that confirmed it, `undefined` when nobody is asked */
  private async send(key: string, value: string): Promise<number | undefined> {
    const { client, confirmation, ttlSeconds } = this.props;
    if (confirmation !== undefined) {
      const signal = this.stopped.signal;
      return writeConfirmed(client, { key, value, ttlSeconds }, confirmation, signal);
    }
    await client.set(key, value, "EX", ttlSeconds);
    return undefined;
  }
}

/**
 * What is known of a write that was not acknowledged. The client sends a command again when its
 * connection is lost, and tells only of the last try: after a lost connection even a refusal says
 * nothing of the tries before it.
 *
 * @param wasConnectionLost whether any connection of the client ended while the write was under way
 */
export function outcomeOf(error: unknown, wasConnectionLost: boolean): WriteOutcome {
  return error instanceof ReplyError && !wasConnectionLost ? "failed" : "unknown";
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
