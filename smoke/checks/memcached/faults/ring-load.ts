import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedClient } from "../../../../clients/memcached/client";
import { CachefortError } from "../../../../constructs/core/errors";
import type { SeededRandom } from "../../../random";
import type { WriteOutcome } from "../../../workload/attempt";
import { inBatches } from "../../in-batches";
import { KEY_TTL_SECONDS } from "../session";
import { KeyHistory } from "./key-history";
import type { RingRequest } from "./ring-request";

/** Of this many requests of a load one is a write. */
const WRITE_EVERY = 4;

/** A load on every node of a ring. */
export interface RingLoadProps {
  readonly client: MemcachedClient;
  /** Keys of each server of the ring. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Requests to each node that are begun in a second. */
  readonly perSecond: number;
  /**
   * `mixed` reads and writes; `refilling` reads, and writes what it does not find, as a cache in front of
   * something slower is used.
   */
  readonly manner: "mixed" | "refilling";
  readonly random: SeededRandom;
}

/**
 * Reads and writes keys of its own on every node, in an open loop: a node that does not answer slows
 * requests to the others down by nothing. One key has one request at a time, so that it is known what it
 * may hold; where all of a node's are under way, its turn is left out.
 */
export class RingLoad {
  readonly requests: RingRequest[] = [];
  private readonly histories: ReadonlyMap<string, readonly KeyHistory[]>;
  private readonly busy = new Set<KeyHistory>();
  private readonly pending = new Set<Promise<void>>();
  private readonly turns = new Map<string, number>();
  private readonly ended = new AbortController();
  /** Mistakes of the harness itself. */
  private readonly mistakes: unknown[] = [];
  private loop: Promise<void> | undefined;

  constructor(private readonly props: RingLoadProps) {
    this.histories = new Map(
      [...props.keys].map(([server, keys]) => [server, keys.map((key) => new KeyHistory(key))]),
    );
  }

  /**
   * Writes every key once.
   *
   * @throws what the client throws
   */
  async fill(signal: AbortSignal): Promise<void> {
    await inBatches([...this.histories.values()].flat(), signal, async (history) => {
      const value = history.nextValue();
      await this.props.client.set(history.key, value, KEY_TTL_SECONDS);
      history.record(value, "acknowledged");
    });
  }

  start(): void {
    this.loop ??= this.run();
  }

  /** Begins no further request, and waits for those under way; each ends within the client's time-out. */
  async stop(): Promise<void> {
    this.ended.abort();
    await this.loop;
    await Promise.all(this.pending);
    if (this.mistakes.length > 0) throw this.mistakes[0];
  }

  private async run(): Promise<void> {
    const intervalMs = 1000 / this.props.perSecond;
    let due = performance.now();
    while (!this.ended.signal.aborted) {
      for (const server of this.histories.keys()) this.begin(server);
      // Late requests are left out instead of made up for: the rate is a limit.
      due = Math.max(due + intervalMs, performance.now());
      await pause(due - performance.now(), this.ended.signal);
    }
  }

  private begin(server: string): void {
    const history = this.nextFree(server);
    if (history === undefined) return;
    this.busy.add(history);
    const request = this.perform(server, history)
      .catch((error: unknown) => void this.mistakes.push(error))
      .finally(() => {
        this.pending.delete(request);
        this.busy.delete(history);
      });
    this.pending.add(request);
  }

  /** The keys of a server one after another, from the first again after the last. */
  private nextFree(server: string): KeyHistory | undefined {
    const histories = this.histories.get(server) ?? [];
    const from = this.turns.get(server) ?? 0;
    for (let step = 0; step < histories.length; step++) {
      const history = histories[(from + step) % histories.length];
      if (history === undefined || this.busy.has(history)) continue;
      this.turns.set(server, from + step + 1);
      return history;
    }
    return undefined;
  }

  private async perform(server: string, history: KeyHistory): Promise<void> {
    const { manner, random } = this.props;
    if (manner === "mixed" && random.below(WRITE_EVERY) === 0) return this.write(server, history);
    const isMiss = await this.read(server, history);
    if (manner === "refilling" && isMiss) await this.write(server, history);
  }

  private async read(server: string, history: KeyHistory): Promise<boolean> {
    const { client } = this.props;
    let value: string | undefined;
    const end = await this.timed(async () => void (value = await client.get(history.key)));
    const isMiss = end.outcome === "acknowledged" && value === undefined;
    const problem = value === undefined ? undefined : history.problemOf(value);
    this.requests.push({
      ...{ key: history.key, server, operation: "read", ...end },
      ...(isMiss ? { isMiss } : {}),
      ...(problem === undefined ? {} : { problem }),
    });
    return isMiss;
  }

  private async write(server: string, history: KeyHistory): Promise<void> {
    const value = history.nextValue();
    const end = await this.timed(() => this.props.client.set(history.key, value, KEY_TTL_SECONDS));
    history.record(value, end.outcome);
    this.requests.push({ key: history.key, server, operation: "write", ...end });
  }

  private async timed(
    work: () => Promise<void>,
  ): Promise<Pick<RingRequest, "startedAt" | "endedAt" | "outcome" | "code">> {
    const startedAt = performance.now();
    try {
      await work();
      return { startedAt, endedAt: performance.now(), outcome: "acknowledged" };
    } catch (error) {
      if (!CachefortError.is(error)) throw error;
      const { code } = error;
      return { startedAt, endedAt: performance.now(), outcome: outcomeOf(code), code };
    }
  }
}

/** What is known of a request by the code that the client refused it with. */
export function outcomeOf(code: string): WriteOutcome {
  const mayBeDone = ["MEMCACHED_TIMEOUT", "MEMCACHED_CONNECTION_LOST"].includes(code);
  return mayBeDone ? "unknown" : "failed";
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
