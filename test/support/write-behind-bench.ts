import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster } from "ioredis";
import { WriteBehindQueue } from "../../clients/cache/behind/queue";
import type { WriteBehindWorkerProps } from "../../clients/cache/behind/worker-props";
import { WriteBehind } from "../../clients/cache/behind/write-behind";
import type { WriteBehindProps } from "../../clients/cache/behind/write-behind-props";
import { WriteBehindWorker } from "../../clients/cache/behind/write-behind-worker";
import { KeySpace } from "../../clients/cache/key-space";
import { VersionedPeople, type Counted } from "./versioned-people";

export const DRAIN_MS = 20_000;
const LEASE_MS = 1000;
/** A lease, and a round in which somebody else asks for it. */
export const TAKEN_OVER_MS = 2 * LEASE_MS;
const PARTITIONS = 4;

/** A queue and a database for each test, and whoever uses them. */
export class WriteBehindBench {
  private opened: { close(): Promise<unknown> }[] = [];
  private queues = 0;
  private folder = "";
  private people: VersionedPeople | undefined;
  private laidOut: WriteBehindQueue | undefined;

  constructor(private readonly clusterOf: () => Cluster) {
    beforeEach(() => this.open());
    afterEach(() => this.close());
  }

  get cluster(): Cluster {
    return this.clusterOf();
  }

  get store(): VersionedPeople {
    if (this.people === undefined) throw new Error("no test is running");
    return this.people;
  }

  get queue(): WriteBehindQueue {
    if (this.laidOut === undefined) throw new Error("no test is running");
    return this.laidOut;
  }

  get access(): { readonly cluster: Cluster; readonly queue: WriteBehindQueue } {
    return { cluster: this.cluster, queue: this.queue };
  }

  /** Takes another queue. @param name a new one when none is given */
  layOut(partitions: number, name?: string): void {
    this.queues += 1;
    const space = new KeySpace("session");
    this.laidOut = new WriteBehindQueue(space, name ?? `people-${this.queues}`, { partitions });
  }

  producer(props: Partial<WriteBehindProps> = {}): WriteBehind<unknown> {
    const one = new WriteBehind<unknown>({ ...this.access, ...props });
    this.opened.push(one);
    return one;
  }

  async worker(
    props: Partial<WriteBehindWorkerProps<Counted>> = {},
  ): Promise<WriteBehindWorker<Counted>> {
    const one = new WriteBehindWorker<Counted>({
      ...this.access,
      store: this.store,
      batchMs: 10,
      leaseMs: LEASE_MS,
      longestPauseMs: 200,
      ...props,
    });
    this.opened.push({ close: () => one.stop() });
    await one.start();
    return one;
  }

  /** Expects that the queue becomes empty. */
  async drained(worker: WriteBehindWorker<Counted>): Promise<void> {
    expect(await worker.drain(DRAIN_MS)).toBe(0);
  }

  private open(): void {
    this.folder = mkdtempSync(join(tmpdir(), "cachefort-behind-"));
    this.people = new VersionedPeople(join(this.folder, "people.db"));
    this.layOut(PARTITIONS);
  }

  private async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((one) => one.close()));
    this.store.close();
    rmSync(this.folder, { recursive: true });
  }
}
