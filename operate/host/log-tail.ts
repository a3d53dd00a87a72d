import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";

/** Bytes read from the end of a log; some hundred lines of a server. */
const TAIL_BYTES = 64 * 1024;

/** The last lines of a log, or a word on why there are none. */
export function logTail(file: string, lines = 15): string {
  return readEnd(file, 0).split("\n").slice(-lines).join("\n");
}

/** Bytes of a log now; 0 when there is none. */
export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The end of what was written to a log since it had a size, or a word on why there is none. A log that
 * has become shorter was begun anew.
 */
export function logSince(file: string, from: number): string {
  return readEnd(file, logSize(file) < from ? 0 : from);
}

function readEnd(file: string, from: number): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    return `(no log: ${(error as Error).message})`;
  }
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(from, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    readSync(descriptor, buffer, 0, buffer.length, start);
    return buffer.toString("utf8").trimEnd();
  } finally {
    closeSync(descriptor);
  }
}
