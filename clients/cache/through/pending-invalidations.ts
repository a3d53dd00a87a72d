import { Backoff } from "../../backoff";

/** Pauses before repetitions. */
const PAUSES = { firstMs: 200, longestMs: 10_000 };

/** Entries that are old and that the cache could not be told of: it is told again until it has heard. */
export class PendingInvalidations {
  private readonly pending = new Map<string, Pending>();

  /** @param longestMs milliseconds after which no old entry is left by itself */
  constructor(private readonly longestMs: number) {}

  get size(): number {
    return this.pending.size;
  }

  has(key: string): boolean {
    return this.pending.has(key);
  }

  /**
   * Begins to tell the cache of a key, or begins anew.
   *
   * @param tell rejects while the cache cannot be told
   */
  add(key: string, tell: () => Promise<void>): void {
    this.forget(key);
    const until = performance.now() + this.longestMs;
    const one: Pending = { tell, until, pauses: new Backoff(PAUSES) };
    this.pending.set(key, one);
    this.schedule(key, one);
  }

  /** The cache was told by somebody else. */
  forget(key: string): void {
    clearTimeout(this.pending.get(key)?.timer);
    this.pending.delete(key);
  }

  /** Nothing is told any more; entries that are old stay so until they expire. */
  close(): void {
    for (const key of [...this.pending.keys()]) this.forget(key);
  }

  private schedule(key: string, one: Pending): void {
    one.timer = setTimeout(() => void this.repeat(key, one), one.pauses.next());
    // A process that has nothing else to do may end.
    one.timer.unref();
  }

  private async repeat(key: string, one: Pending): Promise<void> {
    const isTold = await one.tell().then(
      () => true,
      () => false,
    );
    if (this.pending.get(key) !== one) return;
    if (isTold || performance.now() >= one.until) this.pending.delete(key);
    else this.schedule(key, one);
  }
}

interface Pending {
  readonly tell: () => Promise<void>;
  /** Moment on the clock of `performance.now()`. */
  readonly until: number;
  readonly pauses: Backoff;
  timer?: NodeJS.Timeout;
}
