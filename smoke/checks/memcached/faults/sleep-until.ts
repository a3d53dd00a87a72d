import { setTimeout as sleep } from "node:timers/promises";
import type { CheckContext } from "../../../check";

const POLL_MS = 50;

/**
 * Waits until something holds, or the time is over.
 *
 * @returns whether it holds
 * @throws the signal's reason after an interruption
 */
export async function sleepUntil(
  { signal }: Pick<CheckContext, "signal">,
  withinMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() >= deadline) return false;
    await sleep(POLL_MS, undefined, { signal });
  }
  return true;
}
