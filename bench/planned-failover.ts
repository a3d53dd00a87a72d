import { resolve } from "node:path";
import { NodeFolder } from "../operate/host/node-folder";
import { stopNode } from "../operate/host/node-stop";
import type { LiveShard } from "../smoke/checks/redis/live-shards";
import { startTestCluster, type TestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { underLoad, unacknowledged, writesOf } from "./support/fault-round";
import { versionOf } from "./support/machine";
import { requestFailover } from "./support/request-failover";
import type { Figure } from "./support/result";
import { inRound, type RoundContext } from "./support/round";
import { evenSpread } from "./support/statistics";

const PORT = 21320;
const NODE_TIMEOUT_MS = 2000;
/** The engine acts on its clock of 100 ms: a gap is at best an even draw from 0. */
const MAX_CV = evenSpread(0, 100);

/** What clients saw of one failover. */
interface Seen {
  /** Longest time without an acknowledged write to the shard. */
  readonly gapMs: number;
  readonly unacknowledged: number;
  readonly lost: number;
  readonly writes: number;
}

/**
 * P3: the gap in the writes of clients, with the client preset, while a replica takes over on
 * request. The baseline stops the primary by SIGTERM, as a restart of the service does, without
 * handing its slots over.
 */
runBench({
  id: "P3",
  script: "planned-failover",
  defaultRuns: 20,
  measure: async (run) => {
    const cluster = await startTestCluster({
      port: PORT,
      props: { nodeTimeoutMs: NODE_TIMEOUT_MS },
    });
    try {
      const planned = await failovers(cluster, run, "planned", run.runs, requestFailover);
      const stopped = await failovers(cluster, run, "SIGTERM", Math.ceil(run.runs / 4), stop);
      return {
        versions: { redis: versionOf("redis-server", "--version") },
        figures: figuresOf(planned, stopped),
        notes: [
          `Node timeout ${NODE_TIMEOUT_MS} ms; four clients with the client preset begin 50 writes a second each, every second one to the shard under test. A gap is the longest time between two acknowledged writes to it, so that none is below the pause between writes.`,
        ],
      };
    } finally {
      await cluster.close();
    }
  },
});

async function failovers(
  cluster: TestCluster,
  run: BenchRun,
  name: string,
  rounds: number,
  act: (context: RoundContext, shard: LiveShard) => Promise<void>,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let round = 1; round <= rounds; round++) {
    run.signal.throwIfAborted();
    const one = await inRound(cluster, run, round, async (context) => {
      const { results, shard } = await underLoad(context, [undefined], (found) =>
        act(context, found),
      );
      const [result] = results;
      if (result === undefined) throw new Error("the load has no result");
      return {
        gapMs: result.gaps[shard.number]?.ms ?? NaN,
        unacknowledged: unacknowledged(result),
        lost: result.account.lost.length,
        writes: writesOf(result),
      };
    });
    seen.push(one);
    run.progress(
      `${name} ${round}/${rounds}: gap ${one.gapMs.toFixed(0)} ms, ${one.unacknowledged} of ${one.writes} writes not acknowledged, ${one.lost} lost`,
    );
  }
  return seen;
}

async function stop({ deployed }: RoundContext, { primary }: LiveShard): Promise<void> {
  await stopNode(new NodeFolder(resolve(deployed.directory, primary.ref)), "quick");
}

function figuresOf(planned: readonly Seen[], stopped: readonly Seen[]): Figure[] {
  const what = "the primary is stopped by SIGTERM";
  const of = (seen: readonly Seen[], key: keyof Seen): number[] => seen.map((one) => one[key]);
  return [
    {
      what: "P3: planned failover, gap in the writes of clients to the shard",
      unit: "ms",
      samples: of(planned, "gapMs"),
      baseline: { what, samples: of(stopped, "gapMs") },
      target: { p95: 100 },
      maxCv: MAX_CV,
    },
    {
      what: "P3: writes not acknowledged meanwhile",
      unit: "writes",
      samples: of(planned, "unacknowledged"),
      of: of(planned, "writes"),
      baseline: { what, samples: of(stopped, "unacknowledged"), of: of(stopped, "writes") },
      target: { median: 0 },
      maxCv: MAX_CV,
    },
    {
      what: "P3: acknowledged writes lost",
      unit: "writes",
      samples: of(planned, "lost"),
      of: of(planned, "writes"),
      baseline: { what, samples: of(stopped, "lost"), of: of(stopped, "writes") },
      target: { median: 0 },
      maxCv: MAX_CV,
    },
  ];
}
