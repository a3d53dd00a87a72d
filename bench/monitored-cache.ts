import { connectRedis } from "../clients/redis/connect-redis";
import type { Cache } from "../clients/cache/cache";
import type { JsonValue } from "../clients/cache/json-value";
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

const KINDS = ["plain", "passedOn", "monitored"] as const;
type Kind = (typeof KINDS)[number];
type Reader = Pick<Cache, "get">;

/** The least that any decorator costs: another promise for each call. */
class PassingCache {
  constructor(private readonly cache: Reader) {}

  async get(key: string): Promise<JsonValue | undefined> {
    return await this.cache.get(key);
  }
}

/**
 * What it costs to count a cache's hits, misses, errors and durations: the time of as many reads with it, without, and
 * through a decorator that does nothing, by short turns, on warm keys of a Redis Cluster.
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
        const caches: Readonly<Record<Kind, Reader>> = {
          plain,
          passedOn: new PassingCache(plain),
          monitored: new MonitoredCache(plain),
        };
        await plain.setMany(Array.from({ length: KEYS }, (_, n) => [keyOf(n), { n }]));
        // The first reads warm the compiler up.
        for (const cache of Object.values(caches)) await readAll(cache);
        const times = await measure(run, caches);
        const baseline = { what: "the same cache alone", samples: times.plain };
        const reads = READS.toLocaleString("en");
        return {
          versions: { redis: versionOf("redis-server", "--version"), ioredis },
          figures: [
            {
              what: `C1: ${reads} reads of a cache that counts`,
              ...{ unit: "ms", samples: times.monitored, baseline, maxCv: MAX_CV },
            },
            {
              what: `C1: ${reads} reads through a decorator that does nothing`,
              ...{ unit: "ms", samples: times.passedOn, baseline, maxCv: MAX_CV },
            },
          ],
          notes: [
            `${CALLERS} callers read ${KEYS} keys in turn, of a cluster of 3 × (1 + 1) on the same machine; each kind takes turns of ${READS_A_TURN} reads.`,
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
  caches: Readonly<Record<Kind, Reader>>,
): Promise<Record<Kind, number[]>> {
  const times: Record<Kind, number[]> = { plain: [], passedOn: [], monitored: [] };
  for (let round = 1; round <= runs; round++) {
    const sums: Record<Kind, number> = { plain: 0, passedOn: 0, monitored: 0 };
    for (let turn = 0; turn < READS / READS_A_TURN; turn++) {
      signal.throwIfAborted();
      for (const kind of inTurn(turn)) sums[kind] += await readAll(caches[kind]);
    }
    for (const kind of KINDS) times[kind].push(sums[kind]);
    const told = KINDS.map((kind) => `${kind} ${Math.round(sums[kind])} ms`);
    progress(`${round}/${runs}: ${told.join(", ")}`);
  }
  return times;
}

/** Whoever comes later finds the processor as the one before has left it: each is first, second and last as often. */
function inTurn(turn: number): readonly Kind[] {
  const first = turn % KINDS.length;
  const rotated = [...KINDS.slice(first), ...KINDS.slice(0, first)];
  return turn % 2 === 0 ? rotated : rotated.reverse();
}

function keyOf(number: number): string {
  return `session:bench:${number}`;
}

/** Milliseconds. */
async function readAll(cache: Reader): Promise<number> {
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
