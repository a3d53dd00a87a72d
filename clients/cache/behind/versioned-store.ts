/** An update on its way to the store. */
export interface VersionedUpdate<T> {
  readonly key: string;
  readonly value: T;
  /**
   * Text of 37 characters that grows with each update of a key, compared as text. An update is to be applied where
   * the store has none of the key, or one with a smaller version.
   */
  readonly version: string;
}

/**
 * What the store did with an update.
 *
 * - `stored`: it has it, or something newer.
 * - `failed`: not now; it is tried again, and becomes a dead letter after `attempts`.
 * - `rejected`: never; it becomes a dead letter at once.
 */
export type WriteResult = "stored" | { readonly failed: string } | { readonly rejected: string };

/** What is behind the queue, such as a database. */
export interface VersionedStore<T> {
  /**
   * Writes updates of different keys. The same update may come again, also after a newer one: it has to compare the
   * versions in the write itself, such as by `WHERE version < ?`.
   *
   * @returns one result for each update, in their order
   * @throws anything when the store as a whole cannot be used: all of them come again
   */
  writeMany(updates: readonly VersionedUpdate<T>[]): Promise<readonly WriteResult[]>;
}
