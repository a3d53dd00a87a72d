import { setTimeout as sleep } from "node:timers/promises";
import { ReplyError, type Cluster } from "ioredis";

/** How replicas confirm a write. */
export interface Confirmation {
  /** Replicas that `WAIT` waits for, from 1. */
  readonly replicas: number;
  /**
   * Milliseconds that `WAIT` waits for them, from 1; less than the client's `socketTimeoutMs`, which ends a
   * connection that says nothing for so long.
   */
  readonly timeoutMs: number;
  /** Milliseconds in which a write that is redirected is sent again. */
  readonly commandMs: number;
  /** Milliseconds before it is sent again. */
  readonly retryDelayMs: number;
}

/** A key and what is written there. */
export interface ConfirmedWrite {
  readonly key: string;
  readonly value: string;
  readonly ttlSeconds: number;
}

/** Refusals that mean "not here" or "not now": nothing was written, and another try may succeed. */
const NOT_HERE = ["MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN"];

/**
 * Writes a key and waits for its replicas on the same connection: `WAIT` tells of the writes of its own
 * connection only (`waitCommand`, `replication.c` of Redis 7.0), and a client with several may send it on
 * another. A pipeline goes out in one piece.
 *
 * @returns number of replicas that have the write; 0 also when `WAIT` was not answered
 * @throws why the write was not acknowledged, as the client or the server said it
 */
export async function writeConfirmed(
  client: Cluster,
  { key, ttlSeconds, value }: ConfirmedWrite,
  { commandMs, replicas, retryDelayMs, timeoutMs }: Confirmation,
  signal: AbortSignal,
): Promise<number> {
  const deadline = performance.now() + commandMs;
  for (;;) {
    const answers = await client
      .pipeline()
      .set(key, value, "EX", ttlSeconds)
      .wait(replicas, timeoutMs)
      .exec();
    const [set, wait] = answers ?? [];
    const refusal = set?.[0];
    if (refusal === null) return confirmations(wait);
    if (refusal === undefined) throw new Error("the pipeline was not answered");
    if (!isElsewhere(refusal) || signal.aborted || performance.now() >= deadline) throw refusal;
    // The client follows redirections of single commands only: WAIT was answered, so it takes no part.
    await sleep(retryDelayMs);
    await client.get(key);
  }
}

function confirmations(wait: [error: Error | null, result: unknown] | undefined): number {
  if (wait?.[0] !== null || typeof wait[1] !== "number") return 0;
  return wait[1];
}

/** Whether a server refused a write because another one has to take it, or it itself later. */
function isElsewhere(refusal: Error): boolean {
  return refusal instanceof ReplyError && NOT_HERE.includes(refusal.message.split(" ", 1)[0] ?? "");
}
