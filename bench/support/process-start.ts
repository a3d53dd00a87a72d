import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/** Linux tells starts in hundredths of a second: USER_HZ is 100 on every architecture in use. */
const TICK_MS = 10;

/**
 * When a process started, on the clock of `performance.now()`, to 10 ms. Linux only: `stat` field 22
 * of proc(5), which counts from boot as the machine's uptime does.
 */
export function processStart(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The command's name, in brackets, may itself hold blanks and brackets.
  const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  return performance.now() - (uptime() * 1000 - ticks * TICK_MS);
}
