import type { Measured } from "./measure";
import type { NodeFigures } from "./node-figures";

/** Of fewer reads a share tells nothing. */
export const LEAST_READS = 100;

/** The share of reads that found their key, where there were enough of them. */
export function hitRate({ hitPercent, reads = 0 }: NodeFigures): Measured | undefined {
  if (hitPercent === undefined || reads < LEAST_READS) return undefined;
  return { value: hitPercent, note: `of ${reads.toLocaleString("en")} reads` };
}
