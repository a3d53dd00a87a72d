import { startTestCluster, type TestClusterOptions } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { crashFigures, theoryOf } from "./support/crash-figures";
import { crashRound, type CrashTimes } from "./support/crash-round";
import { versionOf } from "./support/machine";
import type { Figure } from "./support/result";
import { inRound } from "./support/round";
import { timesText } from "./support/times-text";

const PORT = 21310;
const STOCK_SYNC_DELAY_S = 5;

/** Node timeouts in milliseconds, the part of the runs that each gets, and the target. */
const PLAN = [
  { nodeTimeoutMs: 2000, part: 1, target: { median: 4000, p95: 5000 } },
  { nodeTimeoutMs: 1000, part: 0.5, target: { median: 2500 } },
  { nodeTimeoutMs: 5000, part: 0.5, target: undefined },
] as const;

/**
 * P2: from SIGKILL of a primary until its shard takes a write, by the engine alone, as a client sees
 * it that asks the replica every 4 ms. The baseline are the same servers with the engine's own
 * settings of coverage and synchronisation, at the same node timeout.
 */
runBench({
  id: "P2",
  script: "failover",
  defaultRuns: 20,
  measure: async (run) => {
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const { nodeTimeoutMs, part, target } of PLAN) {
      const runs = Math.ceil(run.runs * part);
      const ours = await crashes({ ...run, runs }, nodeTimeoutMs, "kit");
      const isMain = part === 1;
      const stock = isMain
        ? await crashes({ ...run, runs: Math.ceil(run.runs / 2) }, nodeTimeoutMs, "stock")
        : undefined;
      figures.push(
        ...crashFigures({
          ...{ nodeTimeoutMs, ours },
          ...(target === undefined ? {} : { target }),
          ...(stock === undefined ? {} : { baseline: { what: "stock settings", times: stock } }),
        }),
      );
      notes.push(theoryOf(nodeTimeoutMs, ours));
    }
    notes.push(
      "Measured at the server: a client with TLS asks the shard's replica every 4 ms; the shard had no election within 4 node timeouts, and the killed node is back and in sync before the next round.",
      "Stock settings are those of the engine: `cluster-require-full-coverage yes`, `repl-diskless-sync-delay 5`. The engine's node timeout would be 15 s.",
    );
    return { versions: { redis: versionOf("redis-server", "--version") }, figures, notes };
  },
});

async function crashes(
  run: BenchRun,
  nodeTimeoutMs: number,
  settings: "kit" | "stock",
): Promise<CrashTimes[]> {
  const times: CrashTimes[] = [];
  const cluster = await startTestCluster({
    port: PORT,
    ...(settings === "kit" ? { props: { nodeTimeoutMs } } : stockOptions(nodeTimeoutMs)),
  });
  try {
    for (let round = 1; round <= run.runs; round++) {
      run.signal.throwIfAborted();
      const one = await inRound(cluster, run, round, crashRound);
      times.push(one);
      run.progress(
        `${settings}, node timeout ${nodeTimeoutMs}, ${round}/${run.runs}: ${timesText(one)}`,
      );
    }
  } finally {
    await cluster.close();
  }
  return times;
}

function stockOptions(nodeTimeoutMs: number): Pick<TestClusterOptions, "props" | "files"> {
  return {
    props: { nodeTimeoutMs, fullCoverage: true },
    files: (good) => ({
      ...good,
      "redis.conf": (good["redis.conf"] ?? "").replace(
        /^repl-diskless-sync-delay 0$/m,
        `repl-diskless-sync-delay ${STOCK_SYNC_DELAY_S}`,
      ),
    }),
  };
}
