import { WriteBehind } from "../../../../clients/cache/behind/write-behind";
import type { WriteBehindProps } from "../../../../clients/cache/behind/write-behind-props";
import type { CheckContext } from "../../../check";
import { SeededWorkers } from "../../patterns/seeded-workers";

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
  private readonly savers: SeededWorkers;

  constructor(props: WriteBehindProps, context: Pick<CheckContext, "seed" | "signal">) {
    this.producer = new WriteBehind(props);
    this.savers = new SeededWorkers(context, PAUSE_MS, (random, count) =>
      this.save(random.pick(KEYS), count),
    );
  }

  /** Lets what is under way end. */
  async stop(): Promise<QueueSeen> {
    await this.savers.stop();
    await this.producer.close();
    const { accepted, acceptedCount, longestMs, refusals, unconfirmed } = this;
    return { accepted, acceptedCount, longestMs, refusals, unconfirmed };
  }

  private async save(key: string, value: number): Promise<void> {
    const begunAt = performance.now();
    try {
      this.accept(key, await this.producer.save(key, value));
      this.longestMs = Math.max(this.longestMs, performance.now() - begunAt);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "WRITE_BEHIND_UNCONFIRMED") this.unconfirmed += 1;
      else this.refusals.push(message);
    }
  }

  private accept(key: string, version: string): void {
    this.acceptedCount += 1;
    if (version > (this.accepted.get(key) ?? "")) this.accepted.set(key, version);
  }
}
