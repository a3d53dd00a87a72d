import { connectRedis } from "../clients/redis/connect-redis";
import type { Cache } from "../clients/cache/cache";
import { MonitoredCache } from "../clients/cache/monitored/monitored-cache";
import { redisCache } from "../clients/cache/open-cache";
import { startTestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { versionOf } from "./support/machine";
import { version as ioredis } from "ioredis/package.json";

const PORT = 20980;
const READS = 100_000;
/** Short turns: what else the machine does meets both. */
const READS_A_TURN = 1000;
const CALLERS = 32;
const KEYS = 100;
/** Processes of the cluster share two cores with the reader. */
const MAX_CV = 0.2;

type Kind = "monitored" | "plain";

/**
 * What it costs to count a cache's hits, misses, errors and durations: the time of as many reads with it and without,
 * by short turns, on warm keys of a Redis Cluster.
 */
runBench({
  id: "C1",
  script: "monitored-cache",
  defaultRuns: 20,
  measure: async (run) => {
    const cluster = await startTestCluster({ port: PORT });
    try {
      const client = await connectRedis(cluster.deployed, "api");
      try {
        const plain = redisCache(client);
        const caches: Readonly<Record<Kind, Cache>> = {
          plain,
          monitored: new MonitoredCache(plain),
        };
        await plain.setMany(Array.from({ length: KEYS }, (_, n) => [keyOf(n), { n }]));
        // The first reads warm the compiler up.
        for (const cache of Object.values(caches)) await readAll(cache);
        const times = await measure(run, caches);
        return {
          versions: { redis: versionOf("redis-server", "--version"), ioredis },
          figures: [
            {
              what: `C1: ${READS.toLocaleString("en")} reads of a cache that counts`,
              unit: "ms",
              samples: times.monitored,
              baseline: { what: "the same cache alone", samples: times.plain },
              maxCv: MAX_CV,
            },
          ],
          notes: [
            `${CALLERS} callers read ${KEYS} keys in turn, of a cluster of 3 × (1 + 1) on the same machine; ${READS_A_TURN} reads with it and ${READS_A_TURN} without take turns.`,
          ],
        };
      } finally {
        client.disconnect();
      }
    } finally {
      await cluster.close();
    }
  },
});

async function measure(
  { progress, runs, signal }: BenchRun,
  caches: Readonly<Record<Kind, Cache>>,
): Promise<Record<Kind, number[]>> {
  const times: Record<Kind, number[]> = { plain: [], monitored: [] };
  for (let round = 1; round <= runs; round++) {
    const sums: Record<Kind, number> = { plain: 0, monitored: 0 };
    for (let turn = 0; turn < READS / READS_A_TURN; turn++) {
      signal.throwIfAborted();
      // Who comes second finds the processor as the first one has left it.
      const kinds = ["plain", "monitored"] as const;
      for (const kind of turn % 2 === 0 ? kinds : [...kinds].reverse()) {
        sums[kind] += await readAll(caches[kind]);
      }
    }
    times.plain.push(sums.plain);
    times.monitored.push(sums.monitored);
    const { monitored, plain } = sums;
    progress(`${round}/${runs}: ${Math.round(monitored)} ms, alone ${Math.round(plain)} ms`);
  }
  return times;
}

function keyOf(number: number): string {
  return `session:bench:${number}`;
}

/** Milliseconds. */
async function readAll(cache: Cache): Promise<number> {
  const begun = performance.now();
  let read = 0;
  const caller = async (): Promise<void> => {
    while (read < READS_A_TURN) {
      read += 1;
      const value = await cache.get(keyOf(read % KEYS));
      if (value === undefined) throw new Error("a warm key was a miss");
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return performance.now() - begun;
}
