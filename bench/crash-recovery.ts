import { startTestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { crashFigures, theoryOf } from "./support/crash-figures";
import { versionOf } from "./support/machine";
import { type Recoveries, recoveriesByTurns } from "./support/recovery-turns";

const RUNNER_PORT = 21320;
const ENGINE_PORT = 21330;
const NODE_TIMEOUT_MS = 5000;
const TARGET = { median: 250, p95: 750 };

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

async function measureCrashes(run: BenchRun): Promise<Recoveries> {
  const props = { nodeTimeoutMs: NODE_TIMEOUT_MS };
  const runner = await startTestCluster({
    port: RUNNER_PORT,
    props: { ...props, onCrash: "auto" },
  });
  try {
    const engine = await startTestCluster({ port: ENGINE_PORT, props });
    try {
      const clusters = { runner, engine };
      return await recoveriesByTurns(run, (by) => clusters[by]);
    } finally {
      await engine.close();
    }
  } finally {
    await runner.close();
  }
}
