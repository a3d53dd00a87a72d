import type { Cluster } from "ioredis";
import { deleteMatching } from "../../../../clients/cache/matching/delete-matching";
import type { MatchingOptions } from "../../../../clients/cache/matching/matching-options";
import { inBatches } from "../../in-batches";
import { through } from "../cluster-client";
import type { SweptKeys } from "./swept-keys";

/** What a deletion by pattern has done to the keys. */
export interface Swept {
  readonly stored: number;
  /** As the deletion counts them. */
  readonly deleted: number;
  /** Keys that the pattern names and that are there afterwards. */
  readonly left: number;
  /** Other keys that are not there any more. */
  readonly missing: number;
}

/** Stores keys and deletes them by their pattern, again and again. */
export class Sweep {
  /** @param ttlMs milliseconds after which keys of a run that was killed are gone */
  constructor(
    private readonly clients: { readonly sweeper: Cluster; readonly writer: Cluster },
    private readonly keys: SweptKeys,
    private readonly ttlMs: number,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws NodeFailure, and what `deleteMatching` throws */
  async round(options: Pick<MatchingOptions, "keysPerSecond" | "onProgress">): Promise<Swept> {
    const { doomed, kept, pattern } = this.keys;
    await this.store(kept);
    await this.store(doomed);
    const { signal } = this;
    const { deleted } = await deleteMatching(this.clients.sweeper, pattern, { ...options, signal });
    const left = await this.count(doomed);
    const missing = kept.length - (await this.count(kept));
    return { stored: doomed.length, deleted, left, missing };
  }

  private async store(keys: readonly string[]): Promise<void> {
    await inBatches(keys, this.signal, (key) =>
      through(() => this.clients.writer.set(key, "1", "PX", this.ttlMs)),
    );
  }

  private async count(keys: readonly string[]): Promise<number> {
    const found = await inBatches(keys, this.signal, (key) =>
      through(() => this.clients.writer.exists(key)),
    );
    return found.reduce((sum, one) => sum + one, 0);
  }
}
