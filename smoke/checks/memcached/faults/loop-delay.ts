import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 5;
const NANOSECONDS = 1e6;

/** How late this process's own timers are: a busy machine is no fault of a node. */
export class LoopDelay {
  private constructor(private readonly histogram: IntervalHistogram) {}

  static start(): LoopDelay {
    const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    histogram.enable();
    return new LoopDelay(histogram);
  }

  /** Milliseconds of the longest turn of the event loop since the start; never too short. */
  longestMs(): number {
    return Math.ceil(this.histogram.max / NANOSECONDS);
  }

  stop(): void {
    this.histogram.disable();
  }
}
