import { createHash } from "node:crypto";
import { requireInteger } from "../../../constructs/core/validate";
import type { KeySpace } from "../key-space";

/** How a queue is laid out. */
export interface WriteBehindQueueOptions {
  /**
   * Streams that updates are spread over by their keys, 1 to 1024; each is consumed by one worker at a time. It is the same
   * for all who use the queue, and for ever: another number is another queue, with a name of its own.
   *
   * @default 8
   */
  readonly partitions?: number;
}

const DEFAULT_PARTITIONS = 8;
const MAX_PARTITIONS = 1024;
const WORD = "write-behind";

/** Names of a queue's keys in Redis. Those of a partition share a hash tag, and so a slot and a shard. */
export class WriteBehindQueue {
  readonly partitions: number;

  /**
   * @param keys where its keys lie, such as `new KeySpace("shop")`
   * @param name such as `people`
   * @throws ValidationError WRITE_BEHIND_INVALID, CACHE_KEY_INVALID
   */
  constructor(
    private readonly keys: Pick<KeySpace, "together">,
    readonly name: string,
    { partitions = DEFAULT_PARTITIONS }: WriteBehindQueueOptions = {},
  ) {
    const range = { min: 1, max: MAX_PARTITIONS };
    this.partitions = requireInteger("WRITE_BEHIND_INVALID", "partitions", partitions, range);
    this.common("settings");
  }

  /** Numbers of all partitions. */
  get numbers(): readonly number[] {
    return Array.from({ length: this.partitions }, (_, partition) => partition);
  }

  /** The partition of a key. A hash tag within the key has no part in it: one tenant does not fill one partition. */
  partitionOf(key: string): number {
    return createHash("sha256").update(key).digest().readUInt32BE() % this.partitions;
  }

  /** Stream of the updates that wait for the store. */
  updates(partition: number): string {
    return this.keys.together([WORD, this.name, partition], "updates");
  }

  /** Stream of the updates that the store will not take. */
  deadLetters(partition: number): string {
    return this.keys.together([WORD, this.name, partition], "dead");
  }

  /** Who consumes a partition. */
  lease(partition: number): string {
    return this.keys.together([WORD, this.name, partition], "lease");
  }

  /** Who consumes at all. */
  get workers(): string {
    return this.common("workers");
  }

  /** What all who use the queue have to agree on. */
  get settings(): string {
    return this.common("settings");
  }

  /** Patterns of its keys, for rules of an ACL. */
  get patterns(): readonly string[] {
    const settings = this.common("x");
    return [settings.replace(/x$/, "*"), settings.replace(/\}:x$/, ":*")];
  }

  private common(part: string): string {
    return this.keys.together([WORD, this.name], part);
  }
}
