import type { Cache, EntryOptions, ValueSchema } from "../cache";
import type { JsonValue } from "../json-value";
import type { CacheObserver, CacheOperation } from "./cache-observer";
import { type CacheFigures, CacheStatistics } from "./cache-statistics";

/** Hits and misses of a call. */
type Reads = Pick<CacheFigures, "hits" | "misses">;

const NO_READS: Reads = { hits: 0, misses: 0 };

/** A cache that counts what it does: hits, misses, errors, and how long calls take. */
export class MonitoredCache implements Cache {
  readonly statistics = new CacheStatistics();
  private readonly observers: readonly CacheObserver[];

  /** @param observers hear of every call, besides `statistics` */
  constructor(
    private readonly cache: Cache,
    ...observers: readonly CacheObserver[]
  ) {
    this.observers = [this.statistics, ...observers];
  }

  get unreadable(): number {
    return this.cache.unreadable;
  }

  get(key: string): Promise<JsonValue | undefined>;
  get<T>(key: string, schema: ValueSchema<T>): Promise<T | undefined>;
  get<T>(key: string, schema?: ValueSchema<T>): Promise<JsonValue | T | undefined> {
    return this.observed<JsonValue | T | undefined>(
      "get",
      1,
      () => (schema === undefined ? this.cache.get(key) : this.cache.get(key, schema)),
      (value) => (value === undefined ? { hits: 0, misses: 1 } : { hits: 1, misses: 0 }),
    );
  }

  getMany(keys: Iterable<string>): Promise<Map<string, JsonValue>>;
  getMany<T>(keys: Iterable<string>, schema: ValueSchema<T>): Promise<Map<string, T>>;
  getMany<T>(
    keys: Iterable<string>,
    schema?: ValueSchema<T>,
  ): Promise<Map<string, JsonValue> | Map<string, T>> {
    const asked = new Set(keys);
    return this.observed<Map<string, JsonValue> | Map<string, T>>(
      "getMany",
      asked.size,
      () => (schema === undefined ? this.cache.getMany(asked) : this.cache.getMany(asked, schema)),
      ({ size }) => ({ hits: size, misses: asked.size - size }),
    );
  }

  set(key: string, value: unknown, options?: EntryOptions): Promise<void> {
    return this.observed("set", 1, () => this.cache.set(key, value, options));
  }

  add(key: string, value: unknown, options?: EntryOptions): Promise<boolean> {
    return this.observed("add", 1, () => this.cache.add(key, value, options));
  }

  setMany(entries: Iterable<readonly [string, unknown]>, options?: EntryOptions): Promise<void> {
    const given = [...entries];
    return this.observed("setMany", given.length, () => this.cache.setMany(given, options));
  }

  touch(key: string, options?: EntryOptions): Promise<boolean> {
    return this.observed("touch", 1, () => this.cache.touch(key, options));
  }

  delete(key: string): Promise<boolean> {
    return this.observed("delete", 1, () => this.cache.delete(key));
  }

  exists(key: string): Promise<boolean> {
    return this.observed("exists", 1, () => this.cache.exists(key));
  }

  private async observed<R>(
    operation: CacheOperation,
    keys: number,
    call: () => Promise<R>,
    readsOf: (result: R) => Reads = () => NO_READS,
  ): Promise<R> {
    const ends = this.observers.map((observer) => observer.begin(operation, keys));
    const begunAt = performance.now();
    const end = (reads: Reads, error?: Error): void => {
      const durationMs = performance.now() - begunAt;
      const result = { durationMs, ...reads, ...(error === undefined ? {} : { error }) };
      for (const tell of ends) tell(result);
    };
    let result: R;
    try {
      result = await call();
    } catch (error) {
      end(NO_READS, error as Error);
      throw error;
    }
    end(readsOf(result));
    return result;
  }
}
