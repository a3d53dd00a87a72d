import type { LoadResult } from "../smoke/checks/redis/accounted-load";
import { startTestCluster, type TestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { connectDefaults } from "./support/default-client";
import { underLoad, unacknowledged, writesOf } from "./support/fault-round";
import { versionOf } from "./support/machine";
import type { Figure } from "./support/result";
import { inRound } from "./support/round";
import { version as ioredis } from "ioredis/package.json";

const PORT = 21330;
const NODE_TIMEOUT_MS = 2000;

/** What the writes of both kinds of client came to in one crash. */
interface Crash {
  readonly preset: LoadResult;
  readonly defaults: LoadResult;
}

/**
 * P4: idempotent writes of applications that are not acknowledged when a primary is killed, with the
 * client preset. The baseline are as many ioredis clients with login, authority and otherwise
 * ioredis's own settings; both write through the same crash.
 */
runBench({
  id: "P4",
  script: "application-writes",
  defaultRuns: 5,
  measure: async (run) => {
    const cluster = await startTestCluster({
      port: PORT,
      props: { nodeTimeoutMs: NODE_TIMEOUT_MS },
    });
    try {
      const crashes = await measureCrashes(cluster, run);
      return {
        versions: { redis: versionOf("redis-server", "--version"), ioredis },
        figures: figuresOf(crashes),
        notes: [
          `Node timeout ${NODE_TIMEOUT_MS} ms; of each kind four clients begin 50 writes a second each, every second one to the shard whose primary is killed. Each write has a key of its own, so that sending it again changes nothing.`,
          "Replication is asynchronous: what the killed primary had acknowledged and not yet sent is lost with either client.",
        ],
      };
    } finally {
      await cluster.close();
    }
  },
});

async function measureCrashes(cluster: TestCluster, run: BenchRun): Promise<Crash[]> {
  const crashes: Crash[] = [];
  for (let round = 1; round <= run.runs; round++) {
    run.signal.throwIfAborted();
    const crash = await inRound(cluster, run, round, async (context) => {
      const { results } = await underLoad(context, [undefined, connectDefaults], ({ primary }) =>
        context.driver.kill(primary.ref),
      );
      const [preset, defaults] = results;
      if (preset === undefined || defaults === undefined) throw new Error("a load has no result");
      return { preset, defaults };
    });
    crashes.push(crash);
    run.progress(
      `${round}/${run.runs}: preset ${text(crash.preset)}; defaults ${text(crash.defaults)}`,
    );
  }
  return crashes;
}

function figuresOf(crashes: readonly Crash[]): Figure[] {
  const all = (kind: keyof Crash, count: (result: LoadResult) => number): number[] =>
    crashes.map((crash) => count(crash[kind]));
  const compare = (what: string, count: (result: LoadResult) => number) => ({
    what,
    unit: "writes" as const,
    samples: all("preset", count),
    of: all("preset", writesOf),
    baseline: {
      what: "ioredis with its own settings",
      samples: all("defaults", count),
      of: all("defaults", writesOf),
    },
    maxCv: 0,
  });
  return [
    {
      ...compare("P4: crash failover, idempotent writes not acknowledged", unacknowledged),
      target: { median: 0 },
      parts: [
        { what: "failed for sure", samples: all("preset", ({ account }) => account.failed) },
        { what: "outcome unknown", samples: all("preset", ({ account }) => account.unknown) },
        {
          what: "failed for sure, ioredis's own settings",
          samples: all("defaults", ({ account }) => account.failed),
        },
        {
          what: "outcome unknown, ioredis's own settings",
          samples: all("defaults", ({ account }) => account.unknown),
        },
      ],
    },
    compare(
      "P4: acknowledged writes lost with the killed primary",
      ({ account }) => account.lost.length,
    ),
  ];
}

function text(result: LoadResult): string {
  const { acknowledged, failed, lost, unknown } = result.account;
  return `${acknowledged} acknowledged, ${failed} failed, ${unknown} unknown, ${lost.length} lost`;
}
