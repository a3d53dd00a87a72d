import type { Cluster } from "ioredis";
import { ValidationError } from "../../constructs/core/errors";
import { counterInvalid } from "./counter-invalid";
import type { ReadTexts, TextStore } from "./text-store";

/** Far longer than any key should be; the engine itself would take 512 MB. */
const MAX_KEY_BYTES = 8192;
const YEAR_SECONDS = 31_536_000;

const NO_NUMBER = /^ERR value is not an integer/;

/** Entries of a Redis Cluster. It calls `GET`, `SET`, `DEL`, `EXISTS`, `EXPIRE`, and `INCR` for counters. */
export class RedisStore implements TextStore {
  readonly maxTtlSeconds = YEAR_SECONDS;

  constructor(private readonly cluster: Cluster) {}

  /** @throws ValidationError CACHE_KEY_INVALID */
  nameOf(key: string): string {
    const bytes = Buffer.byteLength(key);
    if (bytes >= 1 && bytes <= MAX_KEY_BYTES) return key;
    throw new ValidationError("CACHE_KEY_INVALID", {
      problem: `a key of ${bytes} bytes is empty or too long`,
      allowed: `1 to ${MAX_KEY_BYTES} bytes of UTF-8`,
      fix: "shorten the key, for example by KeySpace.query, which hashes long ones",
    });
  }

  async get(name: string): Promise<string | undefined> {
    return (await this.cluster.get(name)) ?? undefined;
  }

  /** Each for itself: they lie on different nodes, and a user may read some and not others. */
  async getMany(names: readonly string[]): Promise<ReadTexts> {
    const texts = new Map<string, string>();
    const failures = new Map<string, Error>();
    const read = async (name: string): Promise<void> => {
      try {
        const text = await this.get(name);
        if (text !== undefined) texts.set(name, text);
      } catch (error) {
        failures.set(name, error as Error);
      }
    };
    await Promise.all(names.map(read));
    return { texts, failures };
  }

  async set(name: string, text: string, ttlSeconds: number): Promise<void> {
    await this.cluster.set(name, text, "EX", ttlSeconds);
  }

  async add(name: string, text: string, ttlSeconds: number): Promise<boolean> {
    return (await this.cluster.set(name, text, "EX", ttlSeconds, "NX")) !== null;
  }

  async touch(name: string, ttlSeconds: number): Promise<boolean> {
    return (await this.cluster.expire(name, ttlSeconds)) > 0;
  }

  async increment(name: string, ttlSeconds: number): Promise<number> {
    // In this order no counter is ever without a lifetime, whatever is lost on the way.
    if ((await this.cluster.expire(name, ttlSeconds)) === 0) await this.add(name, "0", ttlSeconds);
    try {
      return await this.cluster.incr(name);
    } catch (error) {
      if (!NO_NUMBER.test((error as Error).message)) throw error;
      throw counterInvalid(name, error);
    }
  }

  async delete(name: string): Promise<boolean> {
    return (await this.cluster.del(name)) > 0;
  }

  async exists(name: string): Promise<boolean> {
    return (await this.cluster.exists(name)) > 0;
  }
}
