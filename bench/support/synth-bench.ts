import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "cdktf/package.json";
import { runBench, type BenchRun } from "./bench";
import { runCold, type Cost } from "./cold-process";
import { fitExponent, fitLine } from "./fit";
import type { BenchResult, Figure } from "./result";
import { seriesOf } from "./statistics";

const SHARDS = [3, 50, 100, 150, 200, 250] as const;
const LARGEST = 250;
/** Processes that do nothing else but start spread by a few hundredths on a machine at rest. */
const MAX_CV = 0.1;
/** Above it growth counts as more than linear; noise moves the exponent by hundredths. */
const LINEAR_EXPONENT = 1.1;

/** Costs of every app, run by run. */
interface Costs {
  readonly empty: Cost[];
  readonly environment: Cost[];
  /** By number of shards. */
  readonly grown: ReadonlyMap<number, Cost[]>;
}

/** What is synthesized. */
export interface SynthSubject {
  /** Name of the script without ending. */
  readonly script: string;
  /** Environment of this project. */
  readonly environment: string;
  /** App with as many shards as SHARDS says, each with one replica. */
  readonly grown: string;
  /** Target of that app, as the drawing names it. */
  readonly of: string;
}

/**
 * P6: a synth in a process of its own, as `cdktf` starts it, beside an app with an empty stack; and
 * how time and memory grow with the number of shards, each with one replica.
 */
export function runSynthBench(subject: SynthSubject): void {
  runBench({
    id: "P6",
    script: subject.script,
    defaultRuns: 10,
    measure: async (run) => {
      const costs = await measureAll(subject, run);
      const points = [...costs.grown].map(([shards, series]) => ({
        shards,
        milliseconds: Math.round(fastest(series, "milliseconds")),
        peakMiB: Math.round(fastest(series, "peakMiB")),
      }));
      return {
        versions: { cdktf: version },
        figures: figuresOf(subject, costs),
        growth: { of: subject.of, points },
        notes: notesOf(costs, points),
      };
    },
  });
}

async function measureAll(
  { environment, grown }: SynthSubject,
  { progress, runs, signal }: BenchRun,
): Promise<Costs> {
  const scratch = mkdtempSync(join(tmpdir(), "cachefort-bench-"));
  const costs: Costs = {
    empty: [],
    environment: [],
    grown: new Map(SHARDS.map((shards): [number, Cost[]] => [shards, []])),
  };
  const cold = (app: string, env: Record<string, string> = {}): Promise<Cost> =>
    runCold(app, scratch, env, signal);
  try {
    // The first run makes the secrets of the environment and warms the transpiler's cache.
    await cold("main.ts", { CACHEFORT_ENV: environment });
    for (let round = 1; round <= runs; round++) {
      costs.empty.push(await cold("bench/fixtures/empty-app.ts"));
      costs.environment.push(await cold("main.ts", { CACHEFORT_ENV: environment }));
      for (const [shards, series] of costs.grown) {
        series.push(await cold(grown, { SHARDS: String(shards) }));
      }
      const all = [costs.empty, costs.environment, ...costs.grown.values()];
      progress(
        `${round}/${runs}: ${all.map((one) => one.at(-1)?.milliseconds.toFixed(0)).join(", ")} ms`,
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return costs;
}

function figuresOf(
  { environment: name, of }: SynthSubject,
  { empty, environment, grown }: Costs,
): Figure[] {
  const largest = grown.get(LARGEST) ?? [];
  const bySize = (what: keyof Cost): Figure["parts"] =>
    [...grown].map(([shards, series]) => ({
      what: `${shards} shards`,
      samples: series.map((cost) => cost[what]),
    }));
  const time = (series: readonly Cost[]): number[] =>
    series.map(({ milliseconds }) => milliseconds);
  const peak = (series: readonly Cost[]): number[] => series.map(({ peakMiB }) => peakMiB);
  // What has been published keeps its name.
  const where = of === "host" ? "" : ` (${of})`;
  const limit = Math.min(3000, 1.5 * seriesOf(time(empty)).median);
  const baseline = { what: "an empty CDKTF app", samples: time(empty) };
  const shared = { unit: "ms", baseline, maxCv: MAX_CV } as const;
  return [
    {
      what: `P6: synth of \`${name}\`, a cold process`,
      samples: time(environment),
      target: { median: limit },
      ...shared,
    },
    {
      what: `P6: synth of ${LARGEST} shards × 2${where}`,
      samples: time(largest),
      target: { median: limit },
      parts: bySize("milliseconds"),
      ...shared,
    },
    {
      what: `P6: peak memory of that synth${where}`,
      unit: "MiB",
      samples: peak(largest),
      baseline: { what: "an empty CDKTF app", samples: peak(empty) },
      maxCv: MAX_CV,
      parts: bySize("peakMiB"),
    },
  ];
}

function notesOf({ grown }: Costs, points: NonNullable<BenchResult["growth"]>["points"]): string[] {
  const growth = (["milliseconds", "peakMiB"] as const).map((what) => {
    const sizes = points.map((point) => ({ x: point.shards, y: point[what] }));
    const { intercept, residual, slope } = fitLine(sizes);
    const unit = what === "milliseconds" ? "ms" : "MiB";
    const name = what === "milliseconds" ? "Time" : "Peak memory";
    const line = `${name} is ${intercept.toFixed(0)} ${unit} and ${slope.toFixed(3)} ${unit} for each shard (residual ${residual.toFixed(1)} ${unit})`;
    const grownBy = slope * (LARGEST - SHARDS[0]);
    if (grownBy < 3 * residual) return `${line}: growth is within the noise.`;
    const exponent = fitExponent(sizes);
    const verdict = exponent <= LINEAR_EXPONENT ? "no more than linear" : "MORE than linear";
    return `${line}, growth with the power ${exponent.toFixed(2)}: ${verdict}.`;
  });
  return [
    "The target is 3 s, and 1.5 times the empty app of the same run, whichever is less.",
    ...growth,
    `The line goes through the least of ${grown.get(LARGEST)?.length} runs of each size, by least squares: noise only adds.`,
  ];
}

/** Noise only adds: the least of several runs shows growth that the median of few would hide. */
function fastest(series: readonly Cost[], what: keyof Cost): number {
  return seriesOf(series.map((cost) => cost[what])).min;
}
