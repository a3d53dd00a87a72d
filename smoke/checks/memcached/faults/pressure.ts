import type { MemcachedClient } from "../../../../clients/memcached/client";
import { CachefortError } from "../../../../constructs/core/errors";
import { inBatches } from "../../in-batches";
import { KEY_TTL_SECONDS } from "../session";
import { KeyHistory } from "./key-history";
import { VALUE_BYTES } from "./judge-eviction";

/** The key that is kept in use is read once for so many writes. */
const WRITES_PER_READ = 16;

/** What was found of many items after they were written. */
export interface FoundItems {
  readonly missing: number;
  readonly wrong: number;
}

/** Many items for one node, and among them one that is read all the time. */
export class Pressure {
  /** All keys, that of the item in use first. */
  readonly keys: readonly string[];
  /** Codes of writes and reads that were refused. */
  readonly refusals: string[] = [];
  /** Reads of the item in use, and how many of them found nothing or something else. */
  readonly inUse = { reads: 0, misses: 0, wrong: 0 };
  private readonly histories: readonly KeyHistory[];

  constructor(
    private readonly client: MemcachedClient,
    server: string,
    prefix: string,
    count: number,
  ) {
    const keys: string[] = [];
    for (let number = 0; keys.length <= count; number++) {
      if (client.ring.serverOf(`${prefix}${number}`) === server) keys.push(`${prefix}${number}`);
    }
    this.keys = keys;
    this.histories = keys.map((key) => new KeyHistory(key));
  }

  /** Writes every item once, the one in use first. */
  async write(signal: AbortSignal): Promise<void> {
    const [used, ...others] = this.histories;
    if (used === undefined) return;
    await this.writeOne(used);
    // The server takes an item for one in use from the second read on.
    await this.readInUse(used);
    for (let start = 0; start < others.length; start += WRITES_PER_READ) {
      signal.throwIfAborted();
      await this.readInUse(used);
      const some = others.slice(start, start + WRITES_PER_READ);
      await Promise.all(some.map((history) => this.writeOne(history)));
    }
    await this.readInUse(used);
  }

  /** Reads all items but the one in use. */
  async read(signal: AbortSignal): Promise<FoundItems> {
    const found = await inBatches(this.histories.slice(1), signal, async (history) => {
      const value = await this.asked(() => this.client.get(history.key));
      if (value === undefined) return "missing";
      return history.problemOf(value) === undefined ? "kept" : "wrong";
    });
    return {
      missing: found.filter((one) => one === "missing").length,
      wrong: found.filter((one) => one === "wrong").length,
    };
  }

  private async writeOne(history: KeyHistory): Promise<void> {
    const value = history.nextValue(".".repeat(VALUE_BYTES));
    await this.asked(async () => {
      await this.client.set(history.key, value, KEY_TTL_SECONDS);
      history.record(value, "acknowledged");
    });
  }

  private async readInUse(history: KeyHistory): Promise<void> {
    const value = await this.asked(() => this.client.get(history.key));
    this.inUse.reads += 1;
    if (value === undefined) this.inUse.misses += 1;
    else if (history.problemOf(value) !== undefined) this.inUse.wrong += 1;
  }

  private async asked<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!CachefortError.is(error)) throw error;
      this.refusals.push(error.message);
      return undefined;
    }
  }
}
