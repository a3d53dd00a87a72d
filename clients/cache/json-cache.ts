import { requireInteger } from "../../constructs/core/validate";
import type { Cache, EntryOptions, ValueSchema } from "./cache";
import { CacheBatchError } from "./cache-batch-error";
import { decodeJson, encodeJson, type JsonValue } from "./json-value";
import type { TextStore } from "./text-store";
import { valueTooLarge } from "./value-size";

/** How a cache stores its entries. */
export interface CacheOptions {
  /**
   * Lifetime of entries that are stored without one; see `EntryOptions.ttlSeconds`.
   * @default 3600
   */
  readonly ttlSeconds?: number;
  /**
   * Most bytes that a value may have as JSON, 1 to 536,870,912. Memcached refuses what is larger than its
   * `maxItemSizeBytes` whatever stands here.
   *
   * @default 1048576
   */
  readonly maxValueBytes?: number;
  /**
   * Hears of each entry that was read and could not be used.
   * @default - nobody
   */
  readonly onUnreadable?: (key: string, error: Error) => void;
}

const DEFAULT_TTL_SECONDS = 3600;
const DEFAULT_MAX_VALUE_BYTES = 1024 ** 2;
/** Longest text of Redis (`proto-max-bulk-len`). */
const LARGEST_VALUE_BYTES = 512 * 1024 ** 2;

/** A cache of JSON values in an engine's texts. */
export class JsonCache implements Cache {
  private unreadableEntries = 0;
  private readonly ttlSeconds: number;
  private readonly maxValueBytes: number;

  /** @throws ValidationError CACHE_TTL_INVALID, CACHE_VALUE_LIMIT_INVALID */
  constructor(
    private readonly store: TextStore,
    private readonly options: CacheOptions = {},
  ) {
    const { maxValueBytes = DEFAULT_MAX_VALUE_BYTES, ttlSeconds = DEFAULT_TTL_SECONDS } = options;
    this.ttlSeconds = this.requireTtl(ttlSeconds);
    const range = { min: 1, max: LARGEST_VALUE_BYTES, unit: "bytes" };
    requireInteger("CACHE_VALUE_LIMIT_INVALID", "maxValueBytes", maxValueBytes, range);
    this.maxValueBytes = maxValueBytes;
  }

  get unreadable(): number {
    return this.unreadableEntries;
  }

  get(key: string): Promise<JsonValue | undefined>;
  get<T>(key: string, schema: ValueSchema<T>): Promise<T | undefined>;
  async get<T>(key: string, schema?: ValueSchema<T>): Promise<JsonValue | T | undefined> {
    const text = await this.store.get(this.store.nameOf(key));
    return text === undefined ? undefined : this.read(key, text, schema);
  }

  getMany(keys: Iterable<string>): Promise<Map<string, JsonValue>>;
  getMany<T>(keys: Iterable<string>, schema: ValueSchema<T>): Promise<Map<string, T>>;
  async getMany<T>(
    keys: Iterable<string>,
    schema?: ValueSchema<T>,
  ): Promise<Map<string, JsonValue | T>> {
    const names = new Map([...keys].map((key) => [key, this.store.nameOf(key)]));
    const { failures, texts } = await this.store.getMany([...names.values()]);
    const failed = new Map<string, Error>();
    const found = new Map<string, JsonValue | T>();
    for (const [key, name] of names) {
      const failure = failures.get(name);
      if (failure !== undefined) failed.set(key, failure);
      const text = texts.get(name);
      const value = text === undefined ? undefined : this.read(key, text, schema);
      if (value !== undefined) found.set(key, value);
    }
    if (failed.size > 0) throw new CacheBatchError("read", names.size, failed);
    return found;
  }

  async set(key: string, value: unknown, options: EntryOptions = {}): Promise<void> {
    const ttlSeconds = this.ttlOf(options);
    await this.store.set(this.store.nameOf(key), this.textOf(value), ttlSeconds);
  }

  async add(key: string, value: unknown, options: EntryOptions = {}): Promise<boolean> {
    const ttlSeconds = this.ttlOf(options);
    return this.store.add(this.store.nameOf(key), this.textOf(value), ttlSeconds);
  }

  async setMany(
    entries: Iterable<readonly [string, unknown]>,
    options: EntryOptions = {},
  ): Promise<void> {
    const ttlSeconds = this.ttlOf(options);
    const texts = new Map(
      [...entries].map(([key, value]) => [
        key,
        { name: this.store.nameOf(key), text: this.textOf(value) },
      ]),
    );
    await storeEach(texts, ({ name, text }) => this.store.set(name, text, ttlSeconds));
  }

  async touch(key: string, options: EntryOptions = {}): Promise<boolean> {
    return this.store.touch(this.store.nameOf(key), this.ttlOf(options));
  }

  async increment(key: string, options: EntryOptions = {}): Promise<number> {
    return this.store.increment(this.store.nameOf(key), this.ttlOf(options));
  }

  async delete(key: string): Promise<boolean> {
    return this.store.delete(this.store.nameOf(key));
  }

  async exists(key: string): Promise<boolean> {
    return this.store.exists(this.store.nameOf(key));
  }

  private read<T>(
    key: string,
    text: string,
    schema: ValueSchema<T> | undefined,
  ): JsonValue | T | undefined {
    try {
      const value = decodeJson(text);
      return schema === undefined ? value : schema.parse(value);
    } catch (error) {
      this.unreadableEntries += 1;
      this.options.onUnreadable?.(key, error as Error);
      return undefined;
    }
  }

  private textOf(value: unknown): string {
    const text = encodeJson(value);
    if (Buffer.byteLength(text) > this.maxValueBytes) {
      throw valueTooLarge(text, `${this.maxValueBytes} bytes, maxValueBytes of the cache`);
    }
    return text;
  }

  private ttlOf({ ttlSeconds }: EntryOptions): number {
    return ttlSeconds === undefined ? this.ttlSeconds : this.requireTtl(ttlSeconds);
  }

  private requireTtl(ttlSeconds: number): number {
    const range = { min: 1, max: this.store.maxTtlSeconds, unit: "seconds" };
    return requireInteger("CACHE_TTL_INVALID", "ttlSeconds", ttlSeconds, range);
  }
}

/** Stores every entry at once. @throws CacheBatchError when it failed for some */
async function storeEach<T>(
  entries: ReadonlyMap<string, T>,
  store: (entry: T) => Promise<void>,
): Promise<void> {
  const failures = new Map<string, Error>();
  await Promise.all(
    [...entries].map(async ([key, entry]) => {
      try {
        await store(entry);
      } catch (error) {
        failures.set(key, error as Error);
      }
    }),
  );
  if (failures.size > 0) throw new CacheBatchError("stored", entries.size, failures);
}
