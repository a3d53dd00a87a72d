import { randomUUID } from "node:crypto";
import type { Cache } from "../cache";

/** Whoever holds a lock for nearly as long as it lives leaves it to expire. */
const MARGIN_MS = 1000;

/**
 * Keeps other processes from loading the same key meanwhile. It spares work and guards nothing: when it is lost, two
 * load, and both results are right.
 */
export class LoadLock {
  private readonly name: string;
  private readonly token = randomUUID();
  private takenAt = -Infinity;

  /** @param seconds after which the lock of a process that has died is free, 2 and more */
  constructor(
    private readonly cache: Cache,
    key: string,
    private readonly seconds: number,
  ) {
    this.name = `${key}:lock`;
  }

  /** Whether it is ours now. */
  async take(): Promise<boolean> {
    const at = performance.now();
    const isTaken = await this.cache.add(this.name, this.token, { ttlSeconds: this.seconds });
    if (isTaken) this.takenAt = at;
    return isTaken;
  }

  /** Frees the lock if it is still ours, with time to spare: it may be another's the next moment. */
  async release(): Promise<void> {
    const isFresh = (): boolean =>
      performance.now() - this.takenAt < this.seconds * 1000 - MARGIN_MS;
    if (!isFresh() || (await this.cache.get(this.name)) !== this.token || !isFresh()) return;
    await this.cache.delete(this.name);
  }
}
