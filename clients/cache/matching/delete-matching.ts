import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster, Redis } from "ioredis";
import { MemcachedClient } from "../../memcached/client";
import {
  isNotGranted,
  patternNotGranted,
  patternUnfinished,
  patternUnsupported,
} from "./matching-errors";
import {
  type CompleteMatchingOptions,
  completeMatching,
  type MatchingDeletion,
  type MatchingOptions,
} from "./matching-options";
import { scanPrimary, viewOf } from "./primary-scan";
import { SlotCoverage } from "./slot-coverage";

const RETRY_MS = 250;

/**
 * Deletes the keys that match a pattern, at every primary of a Redis Cluster: all that are there from the beginning to
 * the end, also when a primary is replaced or slots move meanwhile. A key that is stored meanwhile may stay, so what
 * is loaded at the same time may come back old; tags (`CacheTags`) have no such gap.
 *
 * The user needs `SCAN`, `CLUSTER NODES`, and `UNLINK` on every key that matches: `RedisUser.forPattern("matching", …)`.
 * `SCAN` tells the names of all keys of the cluster.
 *
 * @param pattern glob as `SCAN` takes it, such as `shop:v1:user:*`
 * @throws ValidationError CACHE_PATTERN_INVALID; CACHE_PATTERN_UNSUPPORTED for Memcached, which cannot name its keys
 * @throws OperationError CACHE_PATTERN_NOT_GRANTED
 * @throws UnavailableError CACHE_PATTERN_UNFINISHED
 */
export async function deleteMatching(
  client: Cluster | MemcachedClient,
  pattern: string,
  options: MatchingOptions = {},
): Promise<MatchingDeletion> {
  const complete = completeMatching(pattern, options);
  if (client instanceof MemcachedClient) throw patternUnsupported(pattern);
  return new Deletion(client, pattern, complete).run();
}

class Deletion {
  private deleted = 0;
  private restarts = 0;
  private answeredAt = performance.now();
  private readonly coverage = new SlotCoverage();
  /** Ids of nodes to which slots were moving while their former owner was looked through. */
  private readonly due = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly pattern: string,
    private readonly options: CompleteMatchingOptions,
  ) {}

  async run(): Promise<MatchingDeletion> {
    for (;;) {
      const problem = await this.round();
      if (problem === undefined && this.coverage.isWhole && this.due.size === 0) return this.soFar;
      if (performance.now() - this.answeredAt > this.options.patienceMs) {
        const unowned = new Error(
          "slots have no owner, or are on the way to a node that has none yet",
        );
        throw patternUnfinished(this.pattern, this.soFar, problem ?? unowned);
      }
      await sleep(RETRY_MS, undefined, { signal: this.options.signal });
    }
  }

  private get soFar(): MatchingDeletion {
    return { deleted: this.deleted, restarts: this.restarts };
  }

  /** Looks through what is left. What was in the way, if anything was. */
  private async round(): Promise<unknown> {
    let problem = await this.attempt(() => this.refresh());
    for (const primary of this.cluster.nodes("master")) {
      problem = (await this.attempt(() => this.lookThrough(primary))) ?? problem;
    }
    problem = (await this.attempt(() => this.refresh())) ?? problem;
    if (this.coverage.drop((slot) => this.cluster.slots[slot]?.[0])) this.restarts += 1;
    return problem;
  }

  /** @throws what no repetition mends */
  private async attempt(work: () => Promise<void>): Promise<unknown> {
    try {
      await work();
      return undefined;
    } catch (error) {
      this.options.signal?.throwIfAborted();
      if (isNotGranted(error)) throw patternNotGranted(this.pattern, error);
      return error;
    }
  }

  private async lookThrough(primary: Redis): Promise<void> {
    const before = await viewOf(primary);
    if (!this.coverage.lacks(before.slots) && !this.due.has(before.id)) return;
    let isUnderWay = false;
    try {
      await scanPrimary(primary, this.pattern, this.options, async (keys) => {
        isUnderWay = true;
        await this.delete(keys);
      });
      const after = await viewOf(primary);
      // Their keys that had left before are found there from now on.
      for (const id of [...before.targets, ...after.targets]) this.due.add(id);
      this.due.delete(before.id);
      this.coverage.add(keyOf(primary), before.slots, after.slots);
    } catch (error) {
      if (isUnderWay) this.restarts += 1;
      throw error;
    }
  }

  private async delete(keys: readonly Buffer[]): Promise<void> {
    const counts = await Promise.all(keys.map((key) => this.cluster.unlink(key)));
    this.answeredAt = performance.now();
    this.deleted += counts.reduce((sum, count) => sum + count, 0);
    this.options.onProgress?.(this.soFar);
  }

  private async refresh(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.cluster.refreshSlotsCache((error) => (error ? reject(error) : resolve()));
    });
  }
}

/** How the client names a node. */
function keyOf({ options }: Redis): string {
  return `${options.host}:${options.port}`;
}
