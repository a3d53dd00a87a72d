/** The first pause of several, and the longest, in milliseconds. */
export interface BackoffBounds {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * A pause that has doubled some times, in milliseconds: half of it to all of it, so that those who wait do not come back
 * together.
 *
 * @param doublings 0 for the first pause
 * @param random 0 to 1
 */
export function backoffMs(
  { firstMs, longestMs }: BackoffBounds,
  doublings: number,
  random: () => number = Math.random,
): number {
  const ms = Math.min(longestMs, firstMs * 2 ** doublings);
  return (ms * (1 + random())) / 2;
}

/** Pauses that double; see `backoffMs`. */
export class Backoff {
  private doublings = 0;

  constructor(
    private readonly bounds: BackoffBounds,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next pause in milliseconds. */
  next(): number {
    return backoffMs(this.bounds, this.doublings++, this.random);
  }

  /** It works again. */
  reset(): void {
    this.doublings = 0;
  }
}
