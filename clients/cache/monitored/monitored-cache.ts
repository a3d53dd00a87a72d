import type { Cache, EntryOptions, ValueSchema } from "../cache";
import type { JsonValue } from "../json-value";
import type { CacheObserver, CacheOperation } from "./cache-observer";
import { CacheStatistics } from "./cache-statistics";
import { ObservedCall } from "./observed-call";

/** A cache that counts what it does: hits, misses, errors, and how long calls take. */
export class MonitoredCache implements Cache {
  readonly statistics = new CacheStatistics();
  private readonly observers: readonly CacheObserver[];

  /** @param observers hear of every call, besides `statistics` */
  constructor(
    private readonly cache: Cache,
    ...observers: readonly CacheObserver[]
  ) {
    this.observers = observers;
  }

  get unreadable(): number {
    return this.cache.unreadable;
  }

  get(key: string): Promise<JsonValue | undefined>;
  get<T>(key: string, schema: ValueSchema<T>): Promise<T | undefined>;
  async get<T>(key: string, schema?: ValueSchema<T>): Promise<JsonValue | T | undefined> {
    const call = this.begin("get", 1);
    let value: JsonValue | T | undefined;
    try {
      value = await (schema === undefined ? this.cache.get(key) : this.cache.get(key, schema));
    } catch (error) {
      throw call.fail(error);
    }
    if (value === undefined) call.end(0, 1);
    else call.end(1, 0);
    return value;
  }

  getMany(keys: Iterable<string>): Promise<Map<string, JsonValue>>;
  getMany<T>(keys: Iterable<string>, schema: ValueSchema<T>): Promise<Map<string, T>>;
  async getMany<T>(
    keys: Iterable<string>,
    schema?: ValueSchema<T>,
  ): Promise<Map<string, JsonValue> | Map<string, T>> {
    const asked = new Set(keys);
    const call = this.begin("getMany", asked.size);
    let found: Map<string, JsonValue> | Map<string, T>;
    try {
      found = await (schema === undefined
        ? this.cache.getMany(asked)
        : this.cache.getMany(asked, schema));
    } catch (error) {
      throw call.fail(error);
    }
    call.end(found.size, asked.size - found.size);
    return found;
  }

  set(key: string, value: unknown, options?: EntryOptions): Promise<void> {
    return this.counted("set", 1, () => this.cache.set(key, value, options));
  }

  add(key: string, value: unknown, options?: EntryOptions): Promise<boolean> {
    return this.counted("add", 1, () => this.cache.add(key, value, options));
  }

  setMany(entries: Iterable<readonly [string, unknown]>, options?: EntryOptions): Promise<void> {
    const given = [...entries];
    return this.counted("setMany", given.length, () => this.cache.setMany(given, options));
  }

  touch(key: string, options?: EntryOptions): Promise<boolean> {
    return this.counted("touch", 1, () => this.cache.touch(key, options));
  }

  increment(key: string, options?: EntryOptions): Promise<number> {
    return this.counted("increment", 1, () => this.cache.increment(key, options));
  }

  delete(key: string): Promise<boolean> {
    return this.counted("delete", 1, () => this.cache.delete(key));
  }

  exists(key: string): Promise<boolean> {
    return this.counted("exists", 1, () => this.cache.exists(key));
  }

  private begin(operation: CacheOperation, keys: number): ObservedCall {
    return new ObservedCall(this.statistics, this.observers, operation, keys);
  }

  private async counted<R>(
    operation: CacheOperation,
    keys: number,
    work: () => Promise<R>,
  ): Promise<R> {
    const call = this.begin(operation, keys);
    let result: R;
    try {
      result = await work();
    } catch (error) {
      throw call.fail(error);
    }
    call.end();
    return result;
  }
}
