import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UnavailableError } from "../../constructs/core/errors";

/** Folders that hold servers but are not on every user's PATH. */
const SYSTEM_FOLDERS = [
  "/usr/local/sbin",
  "/usr/sbin",
  "/sbin",
  "/opt/homebrew/bin",
  "/opt/homebrew/opt/cyrus-sasl/sbin",
];

/** Absolute path of a program, or `undefined` when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...SYSTEM_FOLDERS];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/**
 * Absolute path of a program that must be there.
 *
 * @throws UnavailableError HOST_PROGRAM_MISSING
 */
export function requireProgram(name: string): string {
  const path = findProgram(name);
  if (path !== undefined) return path;
  throw new UnavailableError("HOST_PROGRAM_MISSING", {
    problem: `the program ${name} is not installed`,
    fix: "see what is missing and how to install it: cachefort doctor",
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
