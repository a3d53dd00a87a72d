import { setTimeout as sleep } from "node:timers/promises";
import { WriteBehind } from "../../../../clients/cache/behind/write-behind";
import type { WriteBehindProps } from "../../../../clients/cache/behind/write-behind-props";
import type { CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";

/** What became of the updates of a load. */
export interface QueueSeen {
  /** By key the version of the last update that was accepted. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly acceptedCount: number;
  /** In the queue, or not. */
  readonly unconfirmed: number;
  /** Why updates were not taken. */
  readonly refusals: readonly string[];
  /** Longest time in milliseconds that an update took to be accepted. */
  readonly longestMs: number;
}

const SAVERS = 8;
const KEYS = Array.from({ length: 2000 }, (_, row) => `row:${row}`);
const PAUSE_MS = 2;

/** Updates of a few keys that are queued for as long as it is not told to stop. */
export class QueueLoad {
  private readonly accepted = new Map<string, string>();
  private acceptedCount = 0;
  private unconfirmed = 0;
  private longestMs = 0;
  private readonly refusals: string[] = [];
  private readonly producer: WriteBehind<number>;
  private readonly stopping = new AbortController();
  private readonly savers: Promise<void[]>;

  constructor(
    props: WriteBehindProps,
    private readonly context: Pick<CheckContext, "seed" | "signal">,
  ) {
    this.producer = new WriteBehind(props);
    this.savers = Promise.all(
      Array.from({ length: SAVERS }, (_, saver) =>
        this.save(new SeededRandom(context.seed + saver)),
      ),
    );
  }

  /** Lets what is under way end. */
  async stop(): Promise<QueueSeen> {
    this.stopping.abort();
    await this.savers;
    await this.producer.close();
    const { accepted, acceptedCount, longestMs, refusals, unconfirmed } = this;
    return { accepted, acceptedCount, longestMs, refusals, unconfirmed };
  }

  private async save(random: SeededRandom): Promise<void> {
    for (let number = 0; !this.isOver; number += 1) {
      const key = random.pick(KEYS);
      const begunAt = performance.now();
      try {
        this.accept(key, await this.producer.save(key, number));
        this.longestMs = Math.max(this.longestMs, performance.now() - begunAt);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "WRITE_BEHIND_UNCONFIRMED") this.unconfirmed += 1;
        else this.refusals.push(message);
      }
      await sleep(PAUSE_MS);
    }
  }

  private get isOver(): boolean {
    return this.stopping.signal.aborted || this.context.signal.aborted;
  }

  private accept(key: string, version: string): void {
    this.acceptedCount += 1;
    if (version > (this.accepted.get(key) ?? "")) this.accepted.set(key, version);
  }
}
