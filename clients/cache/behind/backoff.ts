const FIRST_MS = 100;

/** Pauses that double, each by a random part shorter, so that workers do not come back together. */
export class Backoff {
  private nextMs = FIRST_MS;

  /** @param longestMs longest pause, in milliseconds */
  constructor(
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next pause in milliseconds: half of it to all of it. */
  next(): number {
    const ms = Math.min(this.nextMs, this.longestMs);
    this.nextMs = Math.min(2 * ms, this.longestMs);
    return ms / 2 + (this.random() * ms) / 2;
  }

  /** It works again. */
  reset(): void {
    this.nextMs = FIRST_MS;
  }
}
