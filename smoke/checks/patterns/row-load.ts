import { setTimeout as sleep } from "node:timers/promises";
import type { CheckContext } from "../../check";
import type { Row, Rows } from "./rows";
import { SeededWorkers } from "./seeded-workers";

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
  private readonly workers: SeededWorkers;

  constructor(
    private readonly rows: Rows,
    private readonly pattern: RowPattern,
    ids: readonly string[],
    context: Pick<CheckContext, "seed" | "signal">,
  ) {
    // Chosen at random: workers in step would meet at the same rows, and read no other than were just changed.
    this.workers = new SeededWorkers(context, PAUSE_MS, (random) =>
      this[random.pick(REQUESTS)](random.pick(ids)),
    );
  }

  /** Lets what is under way end. */
  async stop(): Promise<RowsSeen> {
    await this.workers.stop();
    const { changes, failures, old, reads, repaired } = this;
    return { changes, failures, old, reads, repaired };
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
    while (!isTold && !this.workers.isOver) {
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
