import type { Sweep, Swept } from "./sweep";

/** What came of deletions in a row. */
export interface SweepsSeen {
  readonly rounds: readonly Swept[];
  /** Why one did not end. */
  readonly failures: readonly string[];
}

/** Deletions by pattern one after the other, for as long as nobody tells it to stop and none fails. */
export class SweepLoad {
  private isOver = false;
  private hasEnded = false;
  private waiting: (() => void)[] = [];
  private readonly ended: Promise<SweepsSeen>;

  /** @param keysPerSecond most keys that are looked at in a second */
  constructor(
    private readonly sweep: Pick<Sweep, "round">,
    private readonly keysPerSecond: number,
  ) {
    this.ended = this.work();
  }

  /** Resolves when the next deletion has begun, or none will any more. */
  begun(): Promise<void> {
    return this.hasEnded
      ? Promise.resolve()
      : new Promise((resolve) => void this.waiting.push(resolve));
  }

  /** Lets what is under way end. */
  stop(): Promise<SweepsSeen> {
    this.isOver = true;
    return this.ended;
  }

  private async work(): Promise<SweepsSeen> {
    const rounds: Swept[] = [];
    try {
      while (!this.isOver) rounds.push(await this.round());
      return { rounds, failures: [] };
    } catch (error) {
      return { rounds, failures: [(error as Error).message] };
    } finally {
      this.hasEnded = true;
      this.tell();
    }
  }

  private round(): Promise<Swept> {
    let hasBegun = false;
    return this.sweep.round({
      keysPerSecond: this.keysPerSecond,
      onProgress: () => {
        if (!hasBegun) this.tell();
        hasBegun = true;
      },
    });
  }

  private tell(): void {
    const told = this.waiting;
    this.waiting = [];
    for (const tell of told) tell();
  }
}
