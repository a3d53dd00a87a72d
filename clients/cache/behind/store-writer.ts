import { OperationError } from "../../../constructs/core/errors";
import type { QueuedUpdate } from "./entry";
import type { VersionedStore, WriteResult } from "./versioned-store";

/** What is to be done with an update now. */
export type Outcome =
  | { readonly is: "stored" }
  | { readonly is: "later" }
  | { readonly is: "dead"; readonly reason: string };

/** What `writeMany` did with one update, alone. */
type Alone = WriteResult | { readonly thrown: unknown };

const LATER: Outcome = { is: "later" };

/** Brings updates to a store, and tells a store that is down from an update that it will not take. */
export class StoreWriter<T> {
  /** Tries that failed, by the id of the entry. */
  private readonly failures = new Map<string, number>();
  private timesThrown = 0;

  /** @param attempts after which an update that fails is given up */
  constructor(
    private readonly store: VersionedStore<T>,
    private readonly attempts: number,
  ) {}

  /**
   * Writes updates of different keys.
   *
   * @param signal leaves what was not begun for later
   * @throws what the store rejects with: nothing is known of any of them
   */
  async write(
    updates: readonly QueuedUpdate<T>[],
    signal: AbortSignal,
  ): Promise<readonly Outcome[]> {
    try {
      const results = await this.call(updates);
      this.timesThrown = 0;
      return updates.map((update, index) => this.outcomeOf(update, results[index] ?? "stored"));
    } catch (error) {
      this.timesThrown += 1;
      // The first time it is most likely the store; later one of them may be what it throws for.
      if (this.timesThrown === 1 || updates.length === 1) throw error;
      return this.writeAlone(updates, error, signal);
    }
  }

  private async writeAlone(
    updates: readonly QueuedUpdate<T>[],
    error: unknown,
    signal: AbortSignal,
  ): Promise<readonly Outcome[]> {
    const results: Alone[] = [];
    for (const update of updates) {
      if (signal.aborted) break;
      results.push(await this.alone(update));
    }
    const isThrown = (one: Alone): boolean => typeof one === "object" && "thrown" in one;
    // It has answered none: it is down, and no update is to blame.
    if (results.every(isThrown)) throw error;
    return updates.map((update, index) => {
      const result = results[index];
      if (result === undefined) return LATER;
      if (typeof result === "string" || !("thrown" in result)) {
        return this.outcomeOf(update, result);
      }
      return this.outcomeOf(update, { failed: String(result.thrown) });
    });
  }

  private async alone(update: QueuedUpdate<T>): Promise<Alone> {
    try {
      const [result] = await this.call([update]);
      return result ?? "stored";
    } catch (thrown) {
      return { thrown };
    }
  }

  private async call(updates: readonly QueuedUpdate<T>[]): Promise<readonly WriteResult[]> {
    const results = await this.store.writeMany(
      updates.map(({ key, value, version }) => ({ key, value, version })),
    );
    if (results.length === updates.length) return results;
    throw new OperationError("WRITE_BEHIND_RESULTS", {
      problem: "writeMany of the store does not return one result for each update",
      received: results.length,
      allowed: String(updates.length),
      fix: "return a result for each update, in their order",
    });
  }

  private outcomeOf({ id }: QueuedUpdate<T>, result: WriteResult): Outcome {
    if (result === "stored") {
      this.failures.delete(id);
      return { is: "stored" };
    }
    const failures = (this.failures.get(id) ?? 0) + 1;
    if ("failed" in result && failures < this.attempts) {
      this.failures.set(id, failures);
      return LATER;
    }
    this.failures.delete(id);
    return { is: "dead", reason: "failed" in result ? result.failed : result.rejected };
  }
}
