import { CacheAside } from "../aside/cache-aside";
import type { CacheAsideProps } from "../aside/cache-aside-props";
import { PendingInvalidations } from "./pending-invalidations";

/** How values are written, read and kept. */
export interface WriteThroughProps<Id, T> extends CacheAsideProps<Id, T> {
  /** Writes a value to what is behind the cache; what it rejects with, `save` rejects with. */
  readonly store: (id: Id, value: T) => Promise<void>;
}

/**
 * Write-through: a value is stored first, and is in the cache when `save` ends.
 *
 * - What is cached is what the store has: after the write every entry becomes old, and the value is loaded anew. Two
 *   who save at the same time may end in either order in the store; the cache follows it.
 * - A cache that fails does not fail the write. It is told again until it has heard, or until its entries have expired;
 *   meanwhile this process reads from the store.
 */
export class WriteThrough<Id, T> {
  private readonly aside: CacheAside<Id, T>;
  private readonly pending: PendingInvalidations;

  /** @throws ValidationError CACHE_ASIDE_INVALID */
  constructor(private readonly props: WriteThroughProps<Id, T>) {
    this.aside = new CacheAside(props);
    this.pending = new PendingInvalidations(this.aside.longestSeconds * 1000);
  }

  /** Number of keys whose entries may be old, as the cache could not be told yet. */
  get untold(): number {
    return this.pending.size;
  }

  /** The value of an id, as `CacheAside.get`. */
  get(id: Id): Promise<T | undefined> {
    return this.pending.has(this.props.keyOf(id)) ? this.props.load(id) : this.aside.get(id);
  }

  /**
   * Stores a value, and caches it.
   *
   * @throws what `store` rejects with: it may have been stored or not, and nothing old is cached
   */
  async save(id: Id, value: T): Promise<void> {
    const key = this.props.keyOf(id);
    try {
      await this.props.store(id, value);
    } catch (error) {
      await this.tell(id, key);
      throw error;
    }
    if (!(await this.tell(id, key))) return;
    await this.aside.get(id).catch((error: unknown) => this.props.onError?.(key, error as Error));
  }

  /** Ends the repetitions of what the cache was not told yet. */
  close(): void {
    this.pending.close();
  }

  /** Makes every entry old, now or later. Whether it was now. */
  private async tell(id: Id, key: string): Promise<boolean> {
    const tell = (): Promise<void> => this.aside.invalidate(id);
    try {
      await tell();
      this.pending.forget(key);
      return true;
    } catch (error) {
      this.pending.add(key, tell);
      this.props.onError?.(key, error as Error);
      return false;
    }
  }
}
