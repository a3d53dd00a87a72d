import { runBench, type BenchRun } from "./support/bench";
import { HostForming } from "./support/host-forming";
import { versionOf } from "./support/machine";
import type { Figure } from "./support/result";

const PORT = 21300;
/** Forming waits for the next tick of several clocks of 100 ms: a tenth of two seconds is much. */
const MAX_CV = 0.1;

/**
 * P1: from the start of the last server's process until every node is `ok`, all agree on the owners
 * and every replica is in sync; 3 shards × 2, TLS and ACL. The baseline forms the same servers, with
 * the engine's own setting of the synchronisation delay, by `redis-cli --cluster create`. The two
 * take turns, so that the noise of the machine meets both.
 */
runBench({
  id: "P1",
  script: "forming",
  defaultRuns: 20,
  measure: async (run) => ({
    versions: { redis: versionOf("redis-server", "--version") },
    figures: [await forming(run)],
    notes: [
      "From the start of the last server; no cluster is whole before 2 s (`CLUSTER_WRITABLE_DELAY`).",
    ],
  }),
});

async function forming({ progress, runs, signal }: BenchRun): Promise<Figure> {
  const cluster = new HostForming(PORT);
  const samples: number[] = [];
  const baseline: number[] = [];
  try {
    await cluster.prepare();
    for (let round = 1; round <= runs; round++) {
      signal.throwIfAborted();
      samples.push((await cluster.byKit()).sinceLast);
      signal.throwIfAborted();
      baseline.push((await cluster.byCli()).sinceLast);
      const [ours, other] = [samples.at(-1), baseline.at(-1)].map((ms) => ms?.toFixed(0));
      progress(`${round}/${runs}: cachefort ${ours} ms, redis-cli ${other} ms`);
    }
  } finally {
    cluster.close();
  }
  return {
    what: "P1: 3 × (1 + 1), last server started → all nodes agree, every replica is in sync",
    unit: "ms",
    samples,
    baseline: { what: "`redis-cli --cluster create`, stock settings", samples: baseline },
    target: { median: 2500, p95: 3500 },
    maxCv: MAX_CV,
  };
}
