import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { requireAgreement } from "./agreement";
import { Lease } from "./lease";
import { Membership } from "./membership";
import { PartitionConsumer } from "./partition-consumer";
import { partitionsToTake, shareOf } from "./share";
import type { WorkerCounters, WorkerFigures } from "./worker-counters";
import {
  completeWorkerProps,
  type CompleteWorkerProps,
  type WriteBehindWorkerProps,
} from "./worker-props";

const LOOK_MS = 50;
/** A lease and a membership are renewed so often while they last. */
const RENEWALS = 3;

/**
 * Brings the updates of a queue to the store: at least once, of each key in its order. Several workers share the partitions;
 * those of one that stops are taken at once, and of one that dies after `leaseMs`.
 */
export class WriteBehindWorker<T> {
  private readonly props: CompleteWorkerProps<T>;
  private readonly token = randomUUID();
  private readonly consumers = new Map<number, PartitionConsumer<T>>();
  private readonly membership: Membership;
  private readonly counters: WorkerCounters = { stored: 0, coalesced: 0, retried: 0, dead: 0 };
  private readonly stopping = new AbortController();
  private readonly ending = new Set<Promise<void>>();
  private running: Promise<void> | undefined;

  /** @throws ValidationError WRITE_BEHIND_INVALID */
  constructor(props: WriteBehindWorkerProps<T>) {
    this.props = completeWorkerProps(props);
    const { cluster, leaseMs, queue } = this.props;
    this.membership = new Membership(cluster, queue.workers, this.token, leaseMs);
  }

  /**
   * Begins to consume. A second call does nothing.
   *
   * @throws ValidationError WRITE_BEHIND_PARTITIONS
   * @throws what the cluster's client fails with
   */
  async start(): Promise<void> {
    await requireAgreement(this.props.cluster, this.props.queue);
    this.running ??= this.run();
  }

  figures(): WorkerFigures {
    const consumers = [...this.consumers.values()];
    const oldest = Math.min(...consumers.map(({ oldestAt = Infinity }) => oldestAt));
    return {
      ...this.counters,
      partitions: consumers.length,
      lag: consumers.reduce((sum, { lag }) => sum + lag, 0),
      oldestMs: Number.isFinite(oldest) ? Math.max(0, Date.now() - oldest) : 0,
    };
  }

  /**
   * Waits until no update is in the queue, of whatever partition and worker. Meanwhile others may queue more.
   *
   * @param withinMs milliseconds that are waited at most
   * @returns updates that are left
   */
  async drain(withinMs: number): Promise<number> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const left = await this.length();
      if (left === 0 || performance.now() >= deadline) return left;
      await sleep(LOOK_MS);
    }
  }

  /**
   * Ends after the batches that are under way, and lets other workers take its partitions. What is in the queue stays there.
   *
   * @param drainMs milliseconds that the queue may take to become empty before that. @default 0
   * @returns updates that are left, for other workers or the next start
   */
  async stop({ drainMs = 0 }: { readonly drainMs?: number } = {}): Promise<number> {
    const left = drainMs > 0 ? await this.drain(drainMs) : undefined;
    this.stopping.abort();
    await this.running;
    for (const consumer of this.consumers.values()) this.end(consumer);
    await Promise.all(this.ending);
    await this.attempt(() => this.membership.leave());
    return left === 0 ? left : this.length();
  }

  private async length(): Promise<number> {
    const { cluster, queue } = this.props;
    const lengths = await Promise.all(
      queue.numbers.map((partition) => cluster.xlen(queue.updates(partition))),
    );
    return lengths.reduce((sum, length) => sum + length, 0);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.attempt(() => this.balance());
      await sleep(this.props.leaseMs / RENEWALS, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }

  /** Keeps what is ours, takes what is free, and gives what others have a right to. */
  private async balance(): Promise<void> {
    const { queue } = this.props;
    const consumers = [...this.consumers.values()];
    await Promise.all(consumers.map(({ lease }) => this.attempt(() => lease.renew())));
    const share = shareOf(queue.partitions, await this.membership.join());
    // They end when their batches do; the leases of the others do not wait for that.
    for (const consumer of [...this.consumers.values()].slice(share)) this.end(consumer);
    for (const partition of partitionsToTake(queue.partitions, new Set(this.consumers.keys()))) {
      if (this.consumers.size >= share || this.stopping.signal.aborted) return;
      await this.take(partition);
    }
  }

  private async take(partition: number): Promise<void> {
    const { cluster, leaseMs, queue } = this.props;
    const lease = new Lease(cluster, queue.lease(partition), this.token, leaseMs);
    if (!(await lease.take())) return;
    const consumer = new PartitionConsumer(this.props, this.counters, partition, lease);
    this.consumers.set(partition, consumer);
    void consumer.ended.then(() => this.consumers.delete(partition));
  }

  private end(consumer: PartitionConsumer<T>): void {
    const end = this.attempt(() => consumer.stop()).finally(() => this.ending.delete(end));
    this.ending.add(end);
  }

  /** What fails is tried again in the next round, or runs out by itself. */
  private async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.props.onError?.(error as Error);
    }
  }
}
