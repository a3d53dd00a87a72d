import type { JsonValue } from "./json-value";

/** What checks a value that was read, such as a schema of zod: it returns the value, or throws. */
export interface ValueSchema<T> {
  parse(value: unknown): T;
}

/** How long an entry lives. */
export interface EntryOptions {
  /**
   * Whole seconds, 1 to 31,536,000 (a year); on Memcached at most 2,592,000 (30 days), as its servers take a greater
   * number for a date.
   *
   * @default - that of the cache, 3600 unless it was given
   */
  readonly ttlSeconds?: number;
}

/**
 * Values by key, which may be gone at any time. A value is anything that JSON can hold: `null`, `0`, `""` and
 * `false` are values, and `undefined` says that there is none.
 *
 * A node that does not answer is an error and never a miss, so that an outage does not send every request to what
 * is behind the cache unless the caller decides so. Every method rejects with the errors of its engine's client, and
 * with ValidationError CACHE_KEY_INVALID (Redis) or MEMCACHED_KEY_INVALID.
 */
export interface Cache {
  /** Number of entries that were read and could not be used: no JSON, or refused by the schema. Each is a miss. */
  readonly unreadable: number;

  /** The value, or `undefined` when there is none. */
  get(key: string): Promise<JsonValue | undefined>;
  /** The same, checked: what the schema refuses is a miss. */
  get<T>(key: string, schema: ValueSchema<T>): Promise<T | undefined>;

  /** The values that there are, by key, in the order of the keys. */
  getMany(keys: Iterable<string>): Promise<Map<string, JsonValue>>;
  getMany<T>(keys: Iterable<string>, schema: ValueSchema<T>): Promise<Map<string, T>>;

  /**
   * Stores a value.
   *
   * @throws ValidationError CACHE_VALUE_INVALID, CACHE_VALUE_TOO_LARGE, CACHE_TTL_INVALID: nothing was sent
   */
  set(key: string, value: unknown, options?: EntryOptions): Promise<void>;

  /**
   * Stores a value where there is none. Of several callers at the same time one succeeds.
   *
   * @returns whether it did
   * @throws as `set`
   */
  add(key: string, value: unknown, options?: EntryOptions): Promise<boolean>;

  /**
   * Stores values, each for itself. All are checked before the first is sent.
   *
   * @throws CacheBatchError naming the keys that were not stored; the others were
   */
  setMany(entries: Iterable<readonly [string, unknown]>, options?: EntryOptions): Promise<void>;

  /**
   * Gives an entry a new lifetime.
   *
   * @returns whether there was one
   * @throws ValidationError CACHE_TTL_INVALID
   */
  touch(key: string, options?: EntryOptions): Promise<boolean>;

  /**
   * Adds 1 to a counter, which begins at 1, and gives it a whole lifetime. Of several callers each gets another number.
   * A call that rejects may have counted.
   *
   * @throws ValidationError CACHE_TTL_INVALID
   * @throws OperationError CACHE_COUNTER_INVALID when the entry is no whole number
   */
  increment(key: string, options?: EntryOptions): Promise<number>;

  /** Whether there was a value. */
  delete(key: string): Promise<boolean>;

  /** Whether there is an entry, readable or not. */
  exists(key: string): Promise<boolean>;
}
