/** What a worker has done since it began. */
export interface WorkerCounters {
  /** Updates that the store has. */
  stored: number;
  /** Updates that newer ones of their keys replaced before they reached the store. */
  coalesced: number;
  /** Batches that failed, and updates that the store did not take: each is tried again. */
  retried: number;
  /** Updates that became dead letters. */
  dead: number;
}

/** Figures of a worker. */
export interface WorkerFigures extends Readonly<WorkerCounters> {
  /** Partitions that it consumes. */
  readonly partitions: number;
  /** Updates that waited in them at the last look. */
  readonly lag: number;
  /** Milliseconds since the oldest of them was queued, by this machine's clock and the primary's; 0 when none waits. */
  readonly oldestMs: number;
}
