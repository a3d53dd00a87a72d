import type { Sweep, Swept } from "./sweep";

/** What came of deletions in a row. */
export interface SweepsSeen {
  readonly rounds: readonly Swept[];
  /** Why one did not end. */
  readonly failures: readonly string[];
}

/** Deletions by pattern one after the other, for as long as nobody tells it to stop and none fails. */
export class SweepLoad {
  /** Resolves when a deletion is under way, or none will be. */
  readonly begun: Promise<void>;
  private isOver = false;
  private readonly ended: Promise<SweepsSeen>;

  /** @param keysPerSecond most keys that are looked at in a second */
  constructor(sweep: Sweep, keysPerSecond: number) {
    let begin: () => void = () => undefined;
    this.begun = new Promise((resolve) => (begin = resolve));
    this.ended = this.work(sweep, { keysPerSecond, onProgress: () => begin() }).finally(begin);
  }

  /** Lets what is under way end. */
  stop(): Promise<SweepsSeen> {
    this.isOver = true;
    return this.ended;
  }

  private async work(sweep: Sweep, options: Parameters<Sweep["round"]>[0]): Promise<SweepsSeen> {
    const rounds: Swept[] = [];
    try {
      while (!this.isOver) rounds.push(await sweep.round(options));
      return { rounds, failures: [] };
    } catch (error) {
      return { rounds, failures: [(error as Error).message] };
    }
  }
}
