import { setTimeout as sleep } from "node:timers/promises";
import { Backoff } from "../../backoff";
import { coalesce, type Coalesced } from "./coalesced";
import { addedAt, FIELD, fieldsOf, readEntry, type QueuedUpdate, type RawEntry } from "./entry";
import type { Lease } from "./lease";
import { PartitionStream, type Burial } from "./partition-stream";
import { StoreWriter, type Outcome } from "./store-writer";
import type { WorkerCounters } from "./worker-counters";
import type { CompleteWorkerProps } from "./worker-props";

const FIRST_PAUSE_MS = 100;

/** Entries that are done with, and dead letters that have to be kept first. */
interface Settlement {
  readonly done: string[];
  readonly burials: Burial[];
}

/** Brings the updates of one partition to the store, for as long as its lease is held. */
export class PartitionConsumer<T> {
  /** Resolves when it does nothing more. */
  readonly ended: Promise<void>;
  lag = 0;
  /** Milliseconds since 1970; `undefined` when nothing waits. */
  oldestAt: number | undefined;
  private readonly stopping = new AbortController();
  private readonly stream: PartitionStream;
  private readonly writer: StoreWriter<T>;
  private readonly backoff: Backoff;

  constructor(
    private readonly props: CompleteWorkerProps<T>,
    private readonly counters: WorkerCounters,
    partition: number,
    readonly lease: Lease,
  ) {
    this.stream = new PartitionStream(props.cluster, props.queue, partition, props);
    this.writer = new StoreWriter(props.store, props.attempts);
    this.backoff = new Backoff({ firstMs: FIRST_PAUSE_MS, longestMs: props.longestPauseMs });
    this.ended = this.run();
  }

  /** Ends after the batch that is under way, and lets others take the partition. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
    await this.lease.release();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && this.lease.isHeld) {
      let pauseMs: number;
      try {
        pauseMs = await this.pass();
      } catch (error) {
        this.counters.retried += 1;
        pauseMs = this.backoff.next();
        this.props.onError?.(error as Error);
      }
      await pause(pauseMs, signal);
    }
    this.stream.close();
  }

  /** @returns milliseconds until the next one */
  private async pass(): Promise<number> {
    const { batchMs, batchSize } = this.props;
    this.lag = await this.stream.length();
    if (this.lag === 0) {
      this.oldestAt = undefined;
      return batchMs;
    }
    const entries = await this.stream.read(batchSize, this.lease);
    if (entries === undefined) return 0;
    this.oldestAt = entries[0] === undefined ? undefined : addedAt(entries[0][0]);
    const hasFailed = await this.handle(entries);
    if (hasFailed) return this.backoff.next();
    this.backoff.reset();
    return entries.length < batchSize ? batchMs : 0;
  }

  /** @returns whether some of them have to be tried again */
  private async handle(entries: readonly RawEntry[]): Promise<boolean> {
    const settlement: Settlement = { done: [], burials: [] };
    const updates: QueuedUpdate<T>[] = [];
    for (const entry of entries) {
      const update = readEntry(entry, this.props.schema);
      if ("problem" in update) bury(settlement, update, update.problem);
      else updates.push(update);
    }
    const batch = coalesce(updates);
    const outcomes = await this.store(batch);
    for (const [index, one] of batch.entries()) {
      this.settle(settlement, one, outcomes[index] ?? { is: "later" });
    }
    await this.stream.bury(settlement.burials);
    await this.stream.remove(settlement.done);
    this.lag -= settlement.done.length;
    for (const burial of settlement.burials) this.tell(burial);
    const later = outcomes.filter(({ is }) => is === "later").length;
    this.counters.retried += later;
    return later > 0;
  }

  private async store(batch: readonly Coalesced<T>[]): Promise<readonly Outcome[]> {
    if (batch.length === 0) return [];
    const updates = batch.map(({ newest }) => newest);
    const outcomes = await this.writer.write(updates, this.stopping.signal);
    const stored = updates.filter((_, index) => outcomes[index]?.is === "stored");
    if (stored.length > 0) {
      await this.props.onStored?.(
        stored.map(({ key, value, version }) => ({ key, value, version })),
      );
    }
    return outcomes;
  }

  /** What a newer update replaces is done with once that one is stored: the store may not take it. */
  private settle(settlement: Settlement, { newest, older }: Coalesced<T>, outcome: Outcome): void {
    if (outcome.is === "dead") bury(settlement, newest, outcome.reason);
    if (outcome.is !== "stored") return;
    settlement.done.push(newest.id, ...older.map(({ id }) => id));
    this.counters.stored += 1;
    this.counters.coalesced += older.length;
  }

  private tell({ fields, reason, version }: Burial): void {
    this.counters.dead += 1;
    try {
      this.props.onDeadLetter?.({ key: fieldsOf(fields).get(FIELD.key), version, reason });
    } catch (error) {
      this.props.onError?.(error as Error);
    }
  }
}

function bury(
  { burials, done }: Settlement,
  { fields, id, version }: Pick<QueuedUpdate<unknown>, "fields" | "id" | "version">,
  reason: string,
): void {
  burials.push({ fields, version, reason });
  done.push(id);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return;
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
