import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, type PresetClient } from "./preset-client";

/** What has become of calls that were begun. */
export interface Tally {
  /** When each acknowledged one was begun, on the clock of `performance.now()`. */
  readonly acknowledged: number[];
  unknown: number;
  notExecuted: number;
  /** Everything else, by its text. */
  readonly failed: string[];
}

/** Calls at every interval, whether or not the earlier ones have ended. */
export class CountedCalls {
  readonly tally: Tally = { acknowledged: [], unknown: 0, notExecuted: 0, failed: [] };
  private readonly pending: Promise<void>[] = [];
  private readonly stopped = new AbortController();
  private readonly loop: Promise<void>;

  constructor(
    private readonly client: PresetClient,
    private readonly intervalMs: number,
    private readonly next: (count: number) => [string, ...string[]],
  ) {
    this.loop = this.run();
  }

  async stop(): Promise<Tally> {
    this.stopped.abort();
    await this.loop;
    await Promise.all(this.pending);
    return this.tally;
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      this.pending.push(this.call(this.next(this.pending.length)));
      await sleep(this.intervalMs);
    }
  }

  private async call(words: [string, ...string[]]): Promise<void> {
    const begun = performance.now();
    try {
      await this.client.call(...words);
      this.tally.acknowledged.push(begun);
    } catch (error) {
      const code = codeOf(error);
      if (code === "REDIS_OUTCOME_UNKNOWN") this.tally.unknown += 1;
      else if (code === "REDIS_NOT_EXECUTED") this.tally.notExecuted += 1;
      else this.tally.failed.push(String(error));
    }
  }
}
