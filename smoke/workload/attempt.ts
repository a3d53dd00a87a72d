/**
 * What is known of a write, kept apart as Jepsen does: `acknowledged` by the server, `failed` for
 * sure (the server refused it), `unknown` when it may have been executed or not.
 */
export type WriteOutcome = "acknowledged" | "failed" | "unknown";

/** One write, from the moment it was handed to the client to the moment the client told its end. */
export interface WriteAttempt {
  readonly key: string;
  /** Unique over all attempts of a run. */
  readonly value: string;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly startedAt: number;
  /** Milliseconds on the same clock. */
  readonly endedAt: number;
  readonly outcome: WriteOutcome;
  /**
   * Replicas that had the write when `WAIT` on its own connection answered.
   * @default - nobody asked, or the write was not acknowledged
   */
  readonly confirmedBy?: number;
  /** Why it was not acknowledged. */
  readonly reason?: string;
}
