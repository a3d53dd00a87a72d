import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds of a read, so that changes fall into it. */
const READ_MS = 5;

/** A value with the number of the change that made it. */
export interface Row {
  readonly revision: number;
}

/** What stands behind a cache under test: rows that say how often they were changed. */
export class Rows {
  private readonly revisions = new Map<string, number>();

  /** The change that a row has seen last; 0 before the first. */
  revisionOf(id: string): number {
    return this.revisions.get(id) ?? 0;
  }

  async read(id: string): Promise<Row> {
    const revision = this.revisionOf(id);
    await sleep(READ_MS);
    return { revision };
  }

  /** The number of the change. */
  change(id: string): number {
    const revision = this.revisionOf(id) + 1;
    this.revisions.set(id, revision);
    return revision;
  }
}
