import { version as ioredis } from "ioredis/package.json";
import { Exporter } from "../monitor/exporter/exporter";
import { sampleResources } from "../smoke/soak/sample";
import { startTestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { versionOf } from "./support/machine";

const PORTS = [20940, 20960] as const;
const SCRAPES_A_RUN = 500;
/** Twelve servers share two cores with the reader. */
const MAX_CV = 0.2;
const BYTES_PER_MIB = 1024 * 1024;

type Measured = "heap" | "longest" | "mean" | "memory";

/** How long a scrape of twelve nodes takes, and whether the memory of the process that scrapes grows. */
runBench({
  id: "M1",
  script: "scrape",
  defaultRuns: 20,
  measure: async (run) => {
    const clusters = [];
    try {
      for (const port of PORTS) clusters.push(await startTestCluster({ port }));
      const exporter = new Exporter(clusters.map(({ deployed }) => deployed));
      try {
        // The first scrapes connect, and warm the compiler up.
        for (let scrape = 0; scrape < SCRAPES_A_RUN; scrape++) await exporter.scrape();
        const { heap, longest, mean, memory } = await measure(run, exporter);
        return {
          versions: { redis: versionOf("redis-server", "--version"), ioredis },
          figures: [
            {
              what: "M1: a scrape of 12 nodes, mean",
              ...{ unit: "ms", samples: mean, target: { median: 250 }, maxCv: MAX_CV },
            },
            {
              what: `M1: a scrape of 12 nodes, the longest of ${SCRAPES_A_RUN}`,
              ...{ unit: "ms", samples: longest, maxCv: 1 },
            },
            {
              what: "M1: heap of the process, without garbage",
              ...{ unit: "MiB", samples: heap, maxCv: MAX_CV },
            },
            {
              what: "M1: memory of the process, with every part of it",
              ...{ unit: "MiB", samples: memory, maxCv: MAX_CV },
            },
          ],
          notes: [
            `Two clusters of 3 × (1 + 1) on the same machine; each run is ${SCRAPES_A_RUN} scrapes, one after another.`,
            `From the first run to the last, memory went ${fromTo(memory)}, heap ${fromTo(heap)}.`,
          ],
        };
      } finally {
        await exporter.close();
      }
    } finally {
      for (const cluster of clusters) await cluster.close();
    }
  },
});

function fromTo(samples: readonly number[]): string {
  const [first = 0] = samples;
  return `from ${first.toFixed(1)} to ${(samples.at(-1) ?? 0).toFixed(1)} MiB`;
}

async function measure(
  { progress, runs, signal }: BenchRun,
  exporter: Exporter,
): Promise<Record<Measured, number[]>> {
  const figures: Record<Measured, number[]> = { heap: [], longest: [], mean: [], memory: [] };
  for (let round = 1; round <= runs; round++) {
    const times: number[] = [];
    for (let scrape = 0; scrape < SCRAPES_A_RUN; scrape++) {
      signal.throwIfAborted();
      const begun = performance.now();
      await exporter.scrape();
      times.push(performance.now() - begun);
    }
    const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
    const memory = process.memoryUsage().rss / BYTES_PER_MIB;
    figures.heap.push(sampleResources().heapBytes / BYTES_PER_MIB);
    figures.longest.push(Math.max(...times));
    figures.mean.push(mean);
    figures.memory.push(memory);
    progress(`${round}/${runs}: ${mean.toFixed(1)} ms, ${memory.toFixed(0)} MiB`);
  }
  return figures;
}
