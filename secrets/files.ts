import { randomBytes } from "node:crypto";
import {
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { UnavailableError, ValidationError } from "../constructs/core/errors";

/** Creates a folder, and those above it, that only its owner may enter. */
export function ensurePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** User and group by number. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a file that only its owner may read; readers see the old or the new text, never a part.
 *
 * @param owner whose it is from the moment it has its name. @default - the caller's
 */
export function writePrivateFile(path: string, text: string, owner?: FileOwner): void {
  ensurePrivateFolder(dirname(path));
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: "wx" });
    if (owner !== undefined) lchownSync(temporary, owner.uid, owner.gid);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    // An error of the write itself, as on a full disk, names no file.
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}

/** Text of a file, or `undefined` when there is none. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Text of a secret file, or `undefined` when there is none.
 *
 * @throws ValidationError SECRET_MODE when others than its owner may use it
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function readSecretFile(path: string): string | undefined {
  try {
    requirePrivate(path);
    return readIfPresent(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
    throw new UnavailableError(
      "SECRET_UNREADABLE",
      {
        problem: `the secret file ${path} cannot be read: it belongs to another user`,
        fix: "run the command as the user who deployed",
      },
      undefined,
      { cause: error },
    );
  }
}

/**
 * Refuses a file or folder of secrets that others than its owner may use.
 *
 * @throws ValidationError SECRET_MODE
 */
export function requirePrivate(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & 0o077) === 0) return;
  const allowed = found.isDirectory() ? "0700" : "0600";
  throw new ValidationError("SECRET_MODE", {
    problem: `others than its owner may use ${path}, which holds secrets`,
    received: `0${(found.mode & 0o777).toString(8)}`,
    allowed,
    fix: `find out who has read it; then chmod ${allowed} '${path}'`,
  });
}
