/** Work under way at a time: the queue of a node stays far below a client's time limit. */
const BATCH = 128;

/** Does the work for all items, a batch at a time; stops between batches on an abort. */
export async function inBatches<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    signal.throwIfAborted();
    results.push(...(await Promise.all(items.slice(start, start + BATCH).map(work))));
  }
  return results;
}
