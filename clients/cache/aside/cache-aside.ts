import { setTimeout as sleep } from "node:timers/promises";
import { notInvalidated } from "../not-invalidated";
import {
  type CacheAsideProps,
  completeProps,
  type CompleteProps,
  longestSecondsOf,
} from "./cache-aside-props";
import { type Entry, entrySchema } from "./entry";
import { type BegunVersion, EntryVersion, type SeenVersion } from "./entry-version";
import { KeyVersion } from "./key-version";
import { LoadLock } from "./load-lock";
import { SingleFlight } from "./single-flight";

/** A version outlives every entry that carries it. */
const VERSION_SPARE_SECONDS = 60;
const POLL_MS = 50;

/** A look at the cache. */
type Found<T> = { readonly version: SeenVersion } & (
  { readonly kind: "fresh" | "stale"; readonly value: T | undefined } | { readonly kind: "miss" }
);

/** What another process has loaded meanwhile, or for which version this one is to load. */
type Begun<T> =
  | {
      readonly kind: "loaded";
      readonly value: T | undefined;
      readonly version: string | undefined;
    }
  | {
      readonly kind: "load";
      readonly version: BegunVersion | undefined;
      /** Whether an entry of now is there already. */
      readonly replaces: boolean;
    };

/**
 * Cache-aside: reads through a cache, and writes to what is behind it.
 *
 * - Of all who miss a key at the same time one loads it, in the process and across processes.
 * - An update is never undone by a load that had begun before: entries carry a version that an update replaces.
 *
 * As a user of Redis it needs `GET`, `SET`, `DEL` and `EXPIRE` on the keys, and on the same with `:version` and `:lock`
 * behind; with tags what `CacheTags` needs as well.
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
    return longestSecondsOf(this.props);
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
      found = await this.look(id, key);
    } catch (error) {
      this.survive(key, error);
      return this.flights.run(key, undefined, (begin) => {
        begin(undefined);
        return this.props.load(id);
      });
    }
    if (found.kind === "fresh") return found.value;
    const loaded = this.flights.run(key, found.version.text, (begin) =>
      this.loadOnce(id, key, begin),
    );
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
      await this.keyVersion(key).replace();
    } catch (cause) {
      throw notInvalidated(key, this.longestSeconds, cause);
    } finally {
      // Who asks from now on must not get what was asked for before the change.
      this.flights.forget(key);
    }
  }

  private async look(id: Id, key: string): Promise<Found<T>> {
    const [entry, version] = await Promise.all([
      this.props.cache.get(key, entrySchema),
      this.versionOf(id, key).current(),
    ]);
    const miss = { kind: "miss", version } as const;
    if (entry === undefined || entry.version !== version.text) return miss;
    const kind = Date.now() < entry.freshUntil ? "fresh" : "stale";
    if (entry.value === undefined)
      return kind === "fresh" ? { kind, value: undefined, version } : miss;
    const { schema } = this.props;
    try {
      const value = schema === undefined ? (entry.value as T) : schema.parse(entry.value);
      return { kind, value, version };
    } catch (error) {
      this.tell(key, error);
      return miss;
    }
  }

  /** Loads with the lock, or waits for who has it. */
  private async loadOnce(
    id: Id,
    key: string,
    begin: (version: string | undefined) => void,
  ): Promise<T | undefined> {
    const { cache, load, lockSeconds } = this.props;
    const lock = new LoadLock(cache, key, lockSeconds);
    try {
      const begun = await this.begin(lock, id, key);
      if (begun.kind === "loaded") {
        begin(begun.version);
        return begun.value;
      }
      begin(begun.version?.text);
      const value = await load(id);
      if (begun.version !== undefined) await this.keep(key, begun.version, begun.replaces, value);
      return value;
    } finally {
      await lock.release().catch((error: unknown) => this.tell(key, error));
    }
  }

  private async begin(lock: LoadLock, id: Id, key: string): Promise<Begun<T>> {
    try {
      const found = await this.takeOrAwait(lock, id, key);
      if (found.kind === "fresh") {
        return { kind: "loaded", value: found.value, version: found.version.text };
      }
      // Before the load: a change that comes later replaces it.
      const version = await this.versionOf(id, key).begin(found.version);
      const replaces = found.kind === "stale" && found.version.text === version?.text;
      return { kind: "load", version, replaces };
    } catch (error) {
      this.survive(key, error);
      return { kind: "load", version: undefined, replaces: false };
    }
  }

  /** A look at the cache with the lock, or once another process has loaded, or has had its time. */
  private async takeOrAwait(lock: LoadLock, id: Id, key: string): Promise<Found<T>> {
    const deadline = performance.now() + this.props.lockSeconds * 1000;
    while (!(await lock.take())) {
      const found = await this.look(id, key);
      if (found.kind === "fresh" || performance.now() >= deadline) return found;
      await sleep(POLL_MS);
    }
    // It may have been loaded between the miss and the lock.
    return this.look(id, key);
  }

  /** A value that cannot be stored was loaded all the same. */
  private async keep(
    key: string,
    { tags, text: version }: BegunVersion,
    replaces: boolean,
    value: T | undefined,
  ): Promise<void> {
    const { cache, missingSeconds, staleSeconds } = this.props;
    const freshSeconds = value === undefined ? missingSeconds : this.jittered();
    if (freshSeconds === 0) return;
    const freshUntil = Date.now() + freshSeconds * 1000;
    const ttlSeconds = freshSeconds + (value === undefined ? 0 : staleSeconds);
    const entry: Record<keyof Entry, unknown> = { version, freshUntil, value };
    try {
      if (!replaces) await this.props.tags?.in.count(tags);
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

  private versionOf(id: Id, key: string): EntryVersion {
    const { tags } = this.props;
    const ofEntry = tags === undefined ? undefined : { in: tags.in, names: tags.of(id) };
    return new EntryVersion(this.keyVersion(key), ofEntry);
  }

  private keyVersion(key: string): KeyVersion {
    return new KeyVersion(this.props.cache, key, this.longestSeconds + VERSION_SPARE_SECONDS);
  }
}
