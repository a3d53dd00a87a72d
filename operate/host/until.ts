import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks; far below what any engine needs for a step. */
const POLL_MS = 25;

/**
 * Looks until a condition holds.
 *
 * @param timeoutMs milliseconds after which it gives up
 * @returns whether the condition held in time
 */
export async function until(
  timeoutMs: number,
  condition: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
}
