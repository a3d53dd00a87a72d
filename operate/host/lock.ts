import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UnavailableError } from "../../constructs/core/errors";
import { readIfPresent } from "../../secrets/files";
import { isAlive, parseIdentity, startOf } from "./process-identity";
import { until } from "./until";

/** Another deployment of the same cluster or ring may take this long before we give up. */
const HOME_WAIT_MS = 120_000;

/**
 * Runs an action while no other deployment works on the nodes below a folder.
 *
 * @throws UnavailableError HOST_LOCKED
 */
export function withHomeLock<T>(home: string, action: () => Promise<T>): Promise<T> {
  return withLock(join(home, "lock"), HOME_WAIT_MS, action);
}

/**
 * Runs an action while no other process holds the same lock. The lock of a process that ended
 * without giving it back counts as free.
 *
 * @param waitMs milliseconds to wait for another holder
 * @param refusal makes the error from what is known of the holder. @default - HOST_LOCKED
 * @throws UnavailableError HOST_LOCKED, or the refusal
 */
export async function withLock<T>(
  file: string,
  waitMs: number,
  action: () => Promise<T>,
  refusal = (holder: string | undefined): UnavailableError => lockedBy(file, holder),
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!(await until(waitMs, () => take(file)))) throw refusal(readIfPresent(file)?.trim());
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

function lockedBy(file: string, holder: string | undefined): UnavailableError {
  return new UnavailableError("HOST_LOCKED", {
    problem: `another deployment works on ${dirname(file)}`,
    received: holder,
    fix: "wait until it has ended; its process id is the first number",
  });
}

function take(file: string): boolean {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, `${process.pid} ${startOf(process.pid)}\n`, { mode: 0o600 });
    // A hard link appears whole or not at all.
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    removeStale(file, `${own}.stale`);
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function removeStale(file: string, aside: string): void {
  const text = readIfPresent(file);
  if (text === undefined) return;
  const holder = parseIdentity(text);
  if (holder !== undefined && isAlive(holder)) return;
  try {
    renameSync(file, aside);
    // Another process may have taken the stale lock between the look and the renaming.
    if (readIfPresent(aside) !== text) linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
