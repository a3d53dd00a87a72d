import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes read from the end of a log; some hundred lines of a server. */
const TAIL_BYTES = 64 * 1024;

/** The last lines of a log, or a word on why there are none. */
export function logTail(file: string, lines = 15): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    return `(no log: ${(error as Error).message})`;
  }
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(0, size - TAIL_BYTES);
    const buffer = Buffer.alloc(size - start);
    readSync(descriptor, buffer, 0, buffer.length, start);
    return buffer.toString("utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    closeSync(descriptor);
  }
}
