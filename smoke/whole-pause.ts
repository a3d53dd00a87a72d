import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits no less than a time, by the clock of `performance.now()`: a timer of Node may end up to a millisecond early.
 *
 * @throws the signal's reason after an interruption
 */
export async function wholePause(ms: number, signal?: AbortSignal): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0; left = until - performance.now()) {
    await sleep(Math.ceil(left), undefined, { signal });
  }
}
