/**
 * How much a counter of a server has grown, never less than 0. A server that was started anew between both readings
 * counts from 0: what it had counted before is not known, so this is the least.
 */
export function growth(before: number, after: number, isSameRun: boolean): number {
  return Math.max(0, isSameRun && before <= after ? after - before : after);
}
