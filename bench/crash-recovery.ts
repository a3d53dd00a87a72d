import { startTestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { crashFigures, theoryOf } from "./support/crash-figures";
import { crashRound, type CrashTimes } from "./support/crash-round";
import { inRound } from "./support/round";
import { versionOf } from "./support/machine";
import { timesText } from "./support/times-text";

const RUNNER_PORT = 21320;
const ENGINE_PORT = 21330;
const NODE_TIMEOUT_MS = 5000;
const TARGET = { median: 250, p95: 750 };

type Cluster = Parameters<typeof inRound>[0];

/** Crashes with the node runner, and with the engine of the cluster alone. */
interface Crashes {
  readonly runner: CrashTimes[];
  readonly engine: CrashTimes[];
}

/**
 * P2g: from SIGKILL of a primary's server until its shard takes a write, when the node runner has the replica
 * elected. The baseline is the engine alone, at the same node timeout, with the runner killed as well. Both
 * clusters run all the time, and their primaries are killed by turns.
 */
runBench({
  id: "P2g",
  script: "crash-recovery",
  defaultRuns: 30,
  measure: async (run) => {
    const { engine, runner } = await measureCrashes(run);
    return {
      versions: { redis: versionOf("redis-server", "--version") },
      figures: crashFigures({
        nodeTimeoutMs: NODE_TIMEOUT_MS,
        by: "P2g",
        ours: runner,
        baseline: { what: "engine alone", times: engine },
        target: TARGET,
      }),
      notes: [
        theoryOf(NODE_TIMEOUT_MS, engine),
        "Measured as P2. The runner's policy is `auto`; only the server is killed. For the baseline the runner is killed with it, as if the machine were gone.",
        "The shard had no election within 4 node timeouts: a second crash within 2 waits until the primaries may vote again, and is tested, not measured here.",
      ],
    };
  },
});

async function measureCrashes(run: BenchRun): Promise<Crashes> {
  const props = { nodeTimeoutMs: NODE_TIMEOUT_MS };
  const runner = await startTestCluster({
    port: RUNNER_PORT,
    props: { ...props, onCrash: "auto" },
  });
  try {
    const engine = await startTestCluster({ port: ENGINE_PORT, props });
    try {
      return await byTurns(run, { runner, engine });
    } finally {
      await engine.close();
    }
  } finally {
    await runner.close();
  }
}

async function byTurns(
  run: BenchRun,
  clusters: Readonly<Record<keyof Crashes, Cluster>>,
): Promise<Crashes> {
  const crashes: Crashes = { runner: [], engine: [] };
  for (let round = 1; round <= run.runs; round++) {
    for (const by of ["runner", "engine"] as const) {
      run.signal.throwIfAborted();
      const part = by === "runner" ? "server" : "node";
      const one = await inRound(clusters[by], run, round, (context) => crashRound(context, part));
      crashes[by].push(one);
      run.progress(`${by} ${round}/${run.runs}: ${timesText(one)}`);
    }
  }
  return crashes;
}
