import { randomUUID } from "node:crypto";
import type { Cache, ValueSchema } from "../cache";

/** Somebody else may add a version, and an engine may evict it, between two commands. */
const ATTEMPTS = 5;

const text: ValueSchema<string> = {
  parse: (value) => {
    if (typeof value === "string") return value;
    throw new TypeError("a version is a text");
  },
};

/**
 * The version of what a key stands for. An entry that carries another version than the current one is old, also
 * when it was written later: who loads reads the version first, and who changes replaces it afterwards.
 *
 * Versions are random: one that was evicted never comes back, so no old entry becomes valid again.
 */
export class KeyVersion {
  private readonly name: string;

  constructor(
    private readonly cache: Cache,
    key: string,
    private readonly ttlSeconds: number,
  ) {
    this.name = `${key}:version`;
  }

  current(): Promise<string | undefined> {
    return this.cache.get(this.name, text);
  }

  /**
   * A version for a whole lifetime from now on, made if there is none; `undefined` when none stays for as long as a
   * look takes.
   *
   * @param seen what `current` has just given; what is loaded for it is old when it was replaced since
   */
  async begin(seen: string | undefined): Promise<string | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = attempt === 0 ? seen : await this.current();
      const isKept =
        found !== undefined && (await this.cache.touch(this.name, { ttlSeconds: this.ttlSeconds }));
      if (isKept) return found;
      const made = randomUUID();
      if (await this.cache.add(this.name, made, { ttlSeconds: this.ttlSeconds })) return made;
    }
    return undefined;
  }

  /** Makes every entry old. */
  async replace(): Promise<void> {
    await this.cache.set(this.name, randomUUID(), { ttlSeconds: this.ttlSeconds });
  }
}
