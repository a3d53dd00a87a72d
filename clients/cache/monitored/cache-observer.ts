/** Methods of a cache. */
export const OPERATIONS = [
  "get",
  "getMany",
  "set",
  "add",
  "setMany",
  "touch",
  "increment",
  "delete",
  "exists",
] as const;

export type CacheOperation = (typeof OPERATIONS)[number];

/** How a call ended. */
export interface CallResult {
  /** Milliseconds. */
  readonly durationMs: number;
  /** Keys that had a value, of `get` and `getMany`. */
  readonly hits: number;
  /** Keys that had none, of `get` and `getMany`. */
  readonly misses: number;
  /** Why it failed. @default - it did not */
  readonly error?: Error;
}

/** Hears of the calls of a cache, as they happen. It must not throw, and what it does costs every call. */
export interface CacheObserver {
  /**
   * A call begins.
   *
   * @param keys number of its keys
   * @returns hears how it ended
   */
  begin(operation: CacheOperation, keys: number): (result: CallResult) => void;
}
