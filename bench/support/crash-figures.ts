import { failoverBound } from "../../clients/redis/failover-bound";
import type { CrashTimes } from "./crash-round";
import type { Figure } from "./result";
import { evenSpread, seriesOf } from "./statistics";

/** A recovery starts some ten programs, on cores that all servers share. */
const RECOVERY_CV = 0.6;
/** The engine waits 500 ms, and up to 500 ms more, before a replica asks for votes. */
const SHORTEST_ELECTION_MS = 500;

/** Crashes of primaries, and those of the same run that they are compared with. */
export interface CrashSeries {
  readonly nodeTimeoutMs: number;
  /** What stands in brackets behind the figure's name. @default - nothing */
  readonly where?: string;
  readonly ours: readonly CrashTimes[];
  /** @default - P2: the engine alone */
  readonly by?: "P2" | "P2g";
  /** @default - compared with nothing, and the other shards are not shown */
  readonly baseline?: { readonly what: string; readonly times: readonly CrashTimes[] };
  /** @default - none */
  readonly target?: NonNullable<Figure["target"]>;
}

/** How long a shard took no writes, and, beside a baseline, how long the other shards refused them. */
export function crashFigures({
  baseline,
  by = "P2",
  nodeTimeoutMs,
  ours,
  target,
  where,
}: CrashSeries): Figure[] {
  const { bound, shortest } = theory(nodeTimeoutMs);
  const place = where === undefined ? "" : ` (${where})`;
  const timeout = `node timeout ${nodeTimeoutMs / 1000} s${place}`;
  const compared = (
    of: keyof CrashTimes,
  ): Pick<Figure, "baseline" | "maxCv" | "samples" | "unit"> => ({
    unit: "ms",
    samples: samplesOf(ours, of),
    maxCv: by === "P2" ? evenSpread(shortest, bound) : RECOVERY_CV,
    ...(baseline === undefined
      ? {}
      : { baseline: { what: baseline.what, samples: samplesOf(baseline.times, of) } }),
  });
  const writable: Figure = {
    what: `${by}: SIGKILL of a primary → its shard takes a write, ${timeout}`,
    ...compared("writable"),
    parts: [
      { what: "told to be dead", samples: samplesOf(ours, "killed") },
      { what: "known as failed", samples: samplesOf(ours, "failed") },
      { what: "replica elected", samples: samplesOf(ours, "elected") },
      { what: "uncertainty", samples: samplesOf(ours, "resolution") },
    ],
    ...(target === undefined ? {} : { target }),
  };
  const others: Figure = {
    what: `${by}: writes to the other shards refused meanwhile, ${timeout}`,
    ...compared("othersRefused"),
  };
  return baseline === undefined ? [writable] : [writable, others];
}

/** What the engine's clocks allow beside what was seen, as a sentence. */
export function theoryOf(nodeTimeoutMs: number, ours: readonly CrashTimes[]): string {
  const { bound, shortest } = theory(nodeTimeoutMs);
  const { max, min } = seriesOf(samplesOf(ours, "writable"));
  const seen = `${Math.round(min)} to ${Math.round(max)} ms`;
  return `By its clocks the engine needs ${shortest} to ${bound} ms at a node timeout of ${nodeTimeoutMs} ms; seen: ${seen}.`;
}

/** The shortest and the longest time that the engine's own clocks allow, in milliseconds. */
function theory(nodeTimeoutMs: number): { readonly shortest: number; readonly bound: number } {
  return {
    shortest: nodeTimeoutMs + SHORTEST_ELECTION_MS,
    bound: failoverBound(nodeTimeoutMs).electedMs,
  };
}

function samplesOf(times: readonly CrashTimes[], what: keyof CrashTimes): number[] {
  return times.map((one) => one[what]);
}
