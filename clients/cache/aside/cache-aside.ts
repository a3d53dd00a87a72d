import { setTimeout as sleep } from "node:timers/promises";
import { OperationError } from "../../../constructs/core/errors";
import { type CacheAsideProps, completeProps, type CompleteProps } from "./cache-aside-props";
import { type Entry, entrySchema } from "./entry";
import { KeyVersion } from "./key-version";
import { LoadLock } from "./load-lock";
import { SingleFlight } from "./single-flight";

/** A version outlives every entry that carries it. */
const VERSION_SPARE_SECONDS = 60;
const POLL_MS = 50;

/** A look at the cache. */
type Found<T> =
  { readonly kind: "fresh" | "stale"; readonly value: T | undefined } | { readonly kind: "miss" };

/**
 * Cache-aside: reads through a cache, and writes to what is behind it.
 *
 * - Of all who miss a key at the same time one loads it, in the process and across processes.
 * - An update is never undone by a load that had begun before: entries carry a version that an update replaces.
 *
 * As a user of Redis it needs `GET`, `SET`, `DEL` and `EXPIRE` on the keys, and on the same with `:version` and `:lock` behind.
 */
export class CacheAside<Id, T> {
  private readonly props: CompleteProps<Id, T>;
  private readonly flights = new SingleFlight<T | undefined>();

  /** @throws ValidationError CACHE_ASIDE_INVALID */
  constructor(props: CacheAsideProps<Id, T>) {
    this.props = completeProps(props);
  }

  /** Seconds that an entry may live at most. */
  get longestSeconds(): number {
    const { missingSeconds, staleSeconds, ttlSeconds } = this.props;
    return Math.max(ttlSeconds + staleSeconds, missingSeconds);
  }

  /**
   * The value of an id, loaded if need be; `undefined` when there is no such thing.
   *
   * @throws what `load` rejects with; with `onCacheFailure: "fail"` also the errors of the cache
   */
  async get(id: Id): Promise<T | undefined> {
    const key = this.props.keyOf(id);
    let found: Found<T>;
    try {
      found = await this.look(key);
    } catch (error) {
      this.survive(key, error);
      return this.flights.run(key, () => this.props.load(id));
    }
    if (found.kind === "fresh") return found.value;
    const loaded = this.flights.run(key, () => this.loadOnce(id, key));
    if (found.kind === "miss") return loaded;
    loaded.catch((error: unknown) => this.tell(key, error));
    return found.value;
  }

  /**
   * Changes what is behind the cache, and makes every entry of the id old, also those whose load is under way.
   *
   * @param write does the change; what it rejects with is passed on
   * @throws OperationError CACHE_NOT_INVALIDATED: the change was made, and the cache could not be told
   */
  async update<R>(id: Id, write: () => Promise<R>): Promise<R> {
    let result: R;
    try {
      result = await write();
    } catch (error) {
      // A write that was not answered may have been done.
      await this.invalidate(id).catch((failure: unknown) =>
        this.tell(this.props.keyOf(id), failure),
      );
      throw error;
    }
    await this.invalidate(id);
    return result;
  }

  /** Makes every entry of an id old. @throws OperationError CACHE_NOT_INVALIDATED */
  async invalidate(id: Id): Promise<void> {
    const key = this.props.keyOf(id);
    try {
      await this.versionOf(key).replace();
    } catch (cause) {
      throw new OperationError(
        "CACHE_NOT_INVALIDATED",
        {
          problem: `the cache was not told of a change: ${(cause as Error).message}`,
          received: key,
          fix: `call invalidate again; until then an entry may be old for up to ${this.longestSeconds} s`,
        },
        undefined,
        { cause },
      );
    } finally {
      // Who asks from now on must not get what was asked for before the change.
      this.flights.forget(key);
    }
  }

  private async look(key: string): Promise<Found<T>> {
    const [entry, version] = await Promise.all([
      this.props.cache.get(key, entrySchema),
      this.versionOf(key).current(),
    ]);
    if (entry === undefined || entry.version !== version) return { kind: "miss" };
    const kind = Date.now() < entry.freshUntil ? "fresh" : "stale";
    if (entry.value === undefined)
      return kind === "fresh" ? { kind, value: undefined } : { kind: "miss" };
    const { schema } = this.props;
    try {
      return { kind, value: schema === undefined ? (entry.value as T) : schema.parse(entry.value) };
    } catch (error) {
      this.tell(key, error);
      return { kind: "miss" };
    }
  }

  /** Loads with the lock, or waits for who has it. */
  private async loadOnce(id: Id, key: string): Promise<T | undefined> {
    const { cache, load, lockSeconds } = this.props;
    const lock = new LoadLock(cache, key, lockSeconds);
    try {
      const before = await this.begin(lock, key);
      if (before.kind === "loaded") return before.value;
      const value = await load(id);
      await this.keep(key, before.version, value);
      return value;
    } finally {
      await lock.release().catch((error: unknown) => this.tell(key, error));
    }
  }

  /** What another process has loaded meanwhile, or the version for which this one is to load. */
  private async begin(
    lock: LoadLock,
    key: string,
  ): Promise<
    | { readonly kind: "loaded"; readonly value: T | undefined }
    | { readonly kind: "load"; readonly version: string | undefined }
  > {
    try {
      const found = await this.takeOrAwait(lock, key);
      if (found.kind === "fresh") return { kind: "loaded", value: found.value };
      // Before the load: a change that comes later replaces it.
      return { kind: "load", version: await this.versionOf(key).begin() };
    } catch (error) {
      this.survive(key, error);
      return { kind: "load", version: undefined };
    }
  }

  /** A look at the cache with the lock, or once another process has loaded, or has had its time. */
  private async takeOrAwait(lock: LoadLock, key: string): Promise<Found<T>> {
    const deadline = performance.now() + this.props.lockSeconds * 1000;
    while (!(await lock.take())) {
      const found = await this.look(key);
      if (found.kind === "fresh" || performance.now() >= deadline) return found;
      await sleep(POLL_MS);
    }
    // It may have been loaded between the miss and the lock.
    return this.look(key);
  }

  /** A value that cannot be stored was loaded all the same. */
  private async keep(
    key: string,
    version: string | undefined,
    value: T | undefined,
  ): Promise<void> {
    const { cache, missingSeconds, staleSeconds } = this.props;
    const freshSeconds = value === undefined ? missingSeconds : this.jittered();
    if (version === undefined || freshSeconds === 0) return;
    const freshUntil = Date.now() + freshSeconds * 1000;
    const ttlSeconds = freshSeconds + (value === undefined ? 0 : staleSeconds);
    const entry: Record<keyof Entry, unknown> = { version, freshUntil, value };
    try {
      await cache.set(key, entry, { ttlSeconds });
    } catch (error) {
      this.survive(key, error);
    }
  }

  private jittered(): number {
    const { jitter, ttlSeconds } = this.props;
    return Math.max(1, Math.round(ttlSeconds * (1 - jitter * Math.random())));
  }

  /** @throws the error where it is the caller's */
  private survive(key: string, error: unknown): void {
    if (this.props.onCacheFailure === "fail") throw error;
    this.tell(key, error);
  }

  private tell(key: string, error: unknown): void {
    this.props.onError?.(key, error as Error);
  }

  private versionOf(key: string): KeyVersion {
    return new KeyVersion(this.props.cache, key, this.longestSeconds + VERSION_SPARE_SECONDS);
  }
}
