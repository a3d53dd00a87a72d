import { lossWindowMs } from "../smoke/checks/redis/fault-report";
import type { LoadResult } from "../smoke/checks/redis/accounted-load";
import { startTestCluster, type TestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { byTurns } from "./support/by-turns";
import { underLoad, unacknowledged, writesOf } from "./support/fault-round";
import { versionOf } from "./support/machine";
import type { Figure } from "./support/result";
import { inRound } from "./support/round";

const PORT = 21350;
const NODE_TIMEOUT_MS = 2000;

/** What the writes of crashes came to, with the node runner and with the engine alone. */
interface Losses {
  readonly runner: LoadResult[];
  readonly engine: LoadResult[];
}

/**
 * P2g: acknowledged writes that a crash of a primary takes when the node runner has its replica elected. The
 * baseline is the engine alone, the runner killed as well, by turns on the same cluster.
 */
runBench({
  id: "P2g",
  script: "crash-loss",
  defaultRuns: 20,
  measure: async (run) => {
    const cluster = await startTestCluster({
      port: PORT,
      props: { nodeTimeoutMs: NODE_TIMEOUT_MS },
    });
    try {
      const losses = await measureLosses(cluster, run);
      return {
        versions: { redis: versionOf("redis-server", "--version") },
        figures: figuresOf(losses),
        notes: [
          `Node timeout ${NODE_TIMEOUT_MS} ms; four clients begin 50 writes a second each, every second one to the shard whose primary dies, and nobody waits for its replica.`,
          "Replication is asynchronous: a dead primary takes with it what it had acknowledged and not yet sent. A write that WAIT has confirmed is not among that, by `redis/failover-loop` and `redis/random-crashes`.",
        ],
      };
    } finally {
      await cluster.close();
    }
  },
});

function measureLosses(cluster: TestCluster, run: BenchRun): Promise<Losses> {
  return byTurns(
    run,
    ["runner", "engine"],
    (by, round) => inRound(cluster, run, round, (context) => crash(context, by)),
    ({ account }) => `${account.acknowledged} acknowledged, ${account.lost.length} lost`,
  );
}

async function crash(
  context: Parameters<typeof underLoad>[0],
  by: keyof Losses,
): Promise<LoadResult> {
  const { driver } = context;
  const { results } = await underLoad(
    context,
    [undefined],
    async ({ primary: { ref } }) => (by === "runner" ? driver.crash?.(ref) : driver.kill(ref)),
    by === "runner",
  );
  const [result] = results;
  if (result === undefined) throw new Error("the load has no result");
  return result;
}

function figuresOf({ engine, runner }: Losses): Figure[] {
  const counted = (what: string, count: (result: LoadResult) => number): Figure => ({
    what,
    unit: "writes",
    samples: runner.map(count),
    of: runner.map(writesOf),
    baseline: { what: "engine alone", samples: engine.map(count), of: engine.map(writesOf) },
    maxCv: 0,
  });
  return [
    counted("P2g: acknowledged writes lost with a dead primary", ({ account }) => {
      return account.lost.length;
    }),
    counted("P2g: writes not acknowledged in a crash", unacknowledged),
    {
      what: "P2g: from the first to the last write that is lost",
      unit: "ms",
      samples: runner.map(({ account }) => lossWindowMs(account)),
      baseline: {
        what: "engine alone",
        samples: engine.map(({ account }) => lossWindowMs(account)),
      },
      // Few writes are lost, and in most crashes one or none.
      maxCv: 10,
    },
  ];
}
