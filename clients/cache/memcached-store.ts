import { createHash } from "node:crypto";
import { MAX_TTL_SECONDS, type MemcachedClient } from "../memcached/client";
import { CommandRefusal } from "../memcached/failures";
import { MAX_KEY_BYTES, requireKey } from "../memcached/key";
import { MemcachedBatchError } from "../memcached/many";
import { Status } from "../memcached/status";
import { counterInvalid } from "./counter-invalid";
import type { ReadTexts, TextStore } from "./text-store";
import { valueTooLarge } from "./value-size";

const HASHED = "sha256:";

/** Entries of a Memcached ring. Keys that are too long for its servers are stored under their hash. */
export class MemcachedStore implements TextStore {
  readonly maxTtlSeconds = MAX_TTL_SECONDS;

  constructor(private readonly client: MemcachedClient) {}

  /** @throws ValidationError MEMCACHED_KEY_INVALID */
  nameOf(key: string): string {
    // A key that looks like a hash gets one too: no two keys share a name.
    const isNamed = Buffer.byteLength(key) <= MAX_KEY_BYTES && !key.startsWith(HASHED);
    if (isNamed) return requireKey(key);
    return `${HASHED}${createHash("sha256").update(key).digest("hex")}`;
  }

  get(name: string): Promise<string | undefined> {
    return this.client.get(name);
  }

  async getMany(names: readonly string[]): Promise<ReadTexts> {
    try {
      return { texts: await this.client.getMany(names), failures: new Map() };
    } catch (error) {
      if (!(error instanceof MemcachedBatchError)) throw error;
      return { texts: error.values, failures: error.failures };
    }
  }

  set(name: string, text: string, ttlSeconds: number): Promise<void> {
    return sized(text, this.client.set(name, text, ttlSeconds));
  }

  add(name: string, text: string, ttlSeconds: number): Promise<boolean> {
    return sized(text, this.client.add(name, text, ttlSeconds));
  }

  touch(name: string, ttlSeconds: number): Promise<boolean> {
    return this.client.touch(name, ttlSeconds);
  }

  async increment(name: string, ttlSeconds: number): Promise<number> {
    try {
      const number = await this.client.increment(name, 1, { initial: 1, ttlSeconds });
      // One that is created has its lifetime already.
      if (number > 1) await this.client.touch(name, ttlSeconds);
      return number;
    } catch (error) {
      if (!(error instanceof CommandRefusal && error.status === Status.notANumber)) throw error;
      throw counterInvalid(name, error);
    }
  }

  delete(name: string): Promise<boolean> {
    return this.client.delete(name);
  }

  async exists(name: string): Promise<boolean> {
    return (await this.client.get(name)) !== undefined;
  }
}

async function sized<T>(text: string, stored: Promise<T>): Promise<T> {
  try {
    return await stored;
  } catch (error) {
    const isTooLarge = error instanceof CommandRefusal && error.status === Status.valueTooLarge;
    if (!isTooLarge) throw error;
    throw valueTooLarge(text, "what the servers take, maxItemSizeBytes of the ring", error);
  }
}
