import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { NodeDisk } from "../driver";

/** Beside the server's own files, which it looks for by name. */
const BALLAST = "cachefort-fault.ballast";
const LARGEST_BLOCK = 65_536;

/** The disk that a folder lies on. */
export function diskOf(folder: string): NodeDisk {
  const { bavail, bsize } = statfsSync(folder);
  return { device: String(statSync(folder).dev), freeBytes: bavail * bsize };
}

/** Writes a file into a folder until nothing more fits. */
export function fillDisk(folder: string): void {
  const file = openSync(join(folder, BALLAST), "w", 0o600);
  try {
    for (let size = LARGEST_BLOCK; size >= 1; size = Math.floor(size / 16)) {
      writeUntilFull(file, Buffer.alloc(size));
    }
  } finally {
    closeSync(file);
  }
}

/** Undoes `fillDisk`; no-op when it has not been done. */
export function freeDisk(folder: string): void {
  rmSync(join(folder, BALLAST), { force: true });
}

function writeUntilFull(file: number, block: Buffer): void {
  for (;;) {
    try {
      writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
      throw error;
    }
  }
}
