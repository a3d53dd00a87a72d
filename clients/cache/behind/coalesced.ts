import type { QueuedUpdate } from "./entry";

/** The newest update of a key in a batch, and those that it replaces. */
export interface Coalesced<T> {
  readonly newest: QueuedUpdate<T>;
  readonly older: readonly QueuedUpdate<T>[];
}

/** One update for each key: only the newest goes to the store, in the order in which the keys first come. */
export function coalesce<T>(updates: readonly QueuedUpdate<T>[]): readonly Coalesced<T>[] {
  const byKey = new Map<string, Coalesced<T>>();
  for (const update of updates) {
    const { newest, older = [] } = byKey.get(update.key) ?? {};
    if (newest === undefined) byKey.set(update.key, { newest: update, older: [] });
    else if (newest.version < update.version) {
      byKey.set(update.key, { newest: update, older: [...older, newest] });
    } else byKey.set(update.key, { newest, older: [...older, update] });
  }
  return [...byKey.values()];
}
