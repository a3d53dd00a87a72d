/** What came of reading many keys. */
export interface ReadTexts {
  /** By name; a name without one is a miss. */
  readonly texts: ReadonlyMap<string, string>;
  /** Why a name could not be read. */
  readonly failures: ReadonlyMap<string, Error>;
}

/** Texts by key in one engine. */
export interface TextStore {
  /** Longest lifetime of an entry in seconds. */
  readonly maxTtlSeconds: number;

  /** The name under which the engine knows a key. @throws ValidationError when the engine cannot hold it */
  nameOf(key: string): string;

  get(name: string): Promise<string | undefined>;
  /** Reads many at once. It does not reject for what fails for some of them. */
  getMany(names: readonly string[]): Promise<ReadTexts>;
  /** @throws ValidationError CACHE_VALUE_TOO_LARGE when the engine refuses it for its size */
  set(name: string, text: string, ttlSeconds: number): Promise<void>;
  /** Stores a text where there is none. Whether it did. @throws as `set` */
  add(name: string, text: string, ttlSeconds: number): Promise<boolean>;
  /** Gives a text a new lifetime. Whether there was one. */
  touch(name: string, ttlSeconds: number): Promise<boolean>;
  /**
   * Adds 1 to a number, which begins at 1, and gives it a whole lifetime.
   *
   * @throws OperationError CACHE_COUNTER_INVALID when the text is no number
   */
  increment(name: string, ttlSeconds: number): Promise<number>;
  /** Whether there was one. */
  delete(name: string): Promise<boolean>;
  exists(name: string): Promise<boolean>;
}
