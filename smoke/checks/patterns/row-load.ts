import { setTimeout as sleep } from "node:timers/promises";
import type { CheckContext } from "../../check";
import { SeededRandom } from "../../random";
import type { Row, Rows } from "./rows";

/** A pattern under test: reads a row, and changes one. */
export interface RowPattern {
  /** A row as the cache gives it. */
  get(id: string): Promise<Row | undefined>;
  /** Changes a row by `write`; rejects when the cache may be old afterwards. */
  change(id: string, write: () => Promise<void>): Promise<void>;
  /** Makes the cache follow after a rejected change. */
  repair(id: string): Promise<void>;
}

/** What a load has seen. */
export interface RowsSeen {
  readonly reads: number;
  readonly changes: number;
  /** Changes that the cache could not be told of at once. */
  readonly repaired: number;
  /** Reads that gave less than what had been there when they began: the row and both revisions. */
  readonly old: readonly string[];
  /** Reads that failed. */
  readonly failures: readonly string[];
}

const WORKERS = 8;
const PAUSE_MS = 5;
const REPAIR_PAUSE_MS = 100;
/** One request of four is a change. */
const REQUESTS = ["change", "read", "read", "read"] as const;

/** Readers and writers of a few rows through a pattern, for as long as it is not told to stop. */
export class RowLoad {
  private reads = 0;
  private changes = 0;
  private repaired = 0;
  private readonly old: string[] = [];
  private readonly failures: string[] = [];
  /** By row the last change of which everybody has to hear. */
  private readonly settled = new Map<string, number>();
  private readonly stopping = new AbortController();
  private readonly workers: Promise<void[]>;
  private readonly signal: AbortSignal;

  constructor(
    private readonly rows: Rows,
    private readonly pattern: RowPattern,
    private readonly ids: readonly string[],
    { seed, signal }: Pick<CheckContext, "seed" | "signal">,
  ) {
    this.signal = signal;
    this.workers = Promise.all(
      Array.from({ length: WORKERS }, (_, worker) => this.work(new SeededRandom(seed + worker))),
    );
  }

  /** Lets what is under way end. */
  async stop(): Promise<RowsSeen> {
    this.stopping.abort();
    await this.workers;
    const { changes, failures, old, reads, repaired } = this;
    return { changes, failures, old, reads, repaired };
  }

  /** Chosen at random: workers in step would meet at the same rows, and read no other than were just changed. */
  private async work(random: SeededRandom): Promise<void> {
    while (!this.isOver) {
      await this[random.pick(REQUESTS)](random.pick(this.ids));
      await sleep(PAUSE_MS);
    }
  }

  private get isOver(): boolean {
    return this.stopping.signal.aborted || this.signal.aborted;
  }

  private async read(id: string): Promise<void> {
    const atLeast = this.settled.get(id) ?? 0;
    try {
      const revision = (await this.pattern.get(id))?.revision ?? 0;
      this.reads += 1;
      if (revision < atLeast) this.old.push(`${id}: revision ${revision} after ${atLeast}`);
    } catch (error) {
      this.failures.push(`read of ${id}: ${(error as Error).message}`);
    }
  }

  private async change(id: string): Promise<void> {
    let revision = 0;
    const write = (): Promise<void> => {
      revision = this.rows.change(id);
      return Promise.resolve();
    };
    let isTold = await succeeds(() => this.pattern.change(id, write));
    if (!isTold) this.repaired += 1;
    while (!isTold && !this.isOver) {
      await sleep(REPAIR_PAUSE_MS);
      isTold = await succeeds(() => this.pattern.repair(id));
    }
    this.changes += 1;
    if (isTold) this.settled.set(id, Math.max(this.settled.get(id) ?? 0, revision));
  }
}

async function succeeds(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}
