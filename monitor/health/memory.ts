import type { Measured } from "./measure";
import type { NodeFigures } from "./node-figures";
import { percentOf } from "./share";

/**
 * Memory in use, judged by what happens when it is full: where nothing is evicted, writes are refused; where
 * something is, a full cache is what it was made for until more is evicted than allowed.
 */
export function memoryInUse(
  { evicted, limitBytes, usedBytes }: NodeFigures,
  canEvict: boolean,
  thresholds: ReadonlyMap<string, number>,
): Measured | undefined {
  const value = percentOf(usedBytes, limitBytes);
  if (value === undefined) return undefined;
  if (!canEvict) return { value, note: "nothing is evicted, so that writes will be refused" };
  const allowed = thresholds.get("evictions") ?? Infinity;
  const areKeysLost = evicted !== undefined && evicted > allowed;
  return areKeysLost
    ? { value, note: "keys are evicted" }
    : { value, severity: "warning", note: "nothing was evicted in the window" };
}
