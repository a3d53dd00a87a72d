import { setTimeout as sleep } from "node:timers/promises";
import type { CheckContext } from "../../check";
import { SeededRandom } from "../../random";

const WORKERS = 8;

/** What each worker does at a time, by numbers of its own. */
type Step = (random: SeededRandom, count: number) => Promise<void>;

/** Work by several at the same time, chosen by the seed, for as long as nobody tells it to stop. */
export class SeededWorkers {
  private readonly stopping = new AbortController();
  private readonly signal: AbortSignal;
  private readonly ended: Promise<void[]>;

  /**
   * Begins at once; the first steps are taken before this returns.
   *
   * @param pauseMs milliseconds between two steps of one worker
   */
  constructor(
    { seed, signal }: Pick<CheckContext, "seed" | "signal">,
    private readonly pauseMs: number,
    private readonly step: Step,
  ) {
    this.signal = signal;
    this.ended = Promise.all(
      Array.from({ length: WORKERS }, (_, worker) => this.work(new SeededRandom(seed + worker))),
    );
  }

  get isOver(): boolean {
    return this.stopping.signal.aborted || this.signal.aborted;
  }

  /** Lets what is under way end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async work(random: SeededRandom): Promise<void> {
    for (let count = 0; !this.isOver; count += 1) {
      await this.step(random, count);
      await sleep(this.pauseMs);
    }
  }
}
