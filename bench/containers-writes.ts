import type { LoadResult } from "../smoke/checks/redis/accounted-load";
import type { LiveShard } from "../smoke/checks/redis/live-shards";
import { DockerProject } from "../test/support/docker-project";
import { startTestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { byTurns } from "./support/by-turns";
import { requireContainers } from "./support/container-engine";
import { containerCluster, synthesizedCluster } from "./support/container-forming";
import { underLoad, unacknowledged, writesOf } from "./support/fault-round";
import { requestFailover } from "./support/request-failover";
import type { Figure } from "./support/result";
import { inRound, type RoundContext } from "./support/round";
import { evenSpread } from "./support/statistics";

const HOST_PORT = 22310;
const PORT = 22320;
const SUBNET = "10.213.208.0/20";
const NODE_TIMEOUT_MS = 2000;
/** The engine of the cluster acts on its clock of 100 ms: a gap is at best an even draw from 0. */
const MAX_CV = evenSpread(0, 100);

type Where = "containers" | "host";
type Act = (context: RoundContext, shard: LiveShard) => Promise<void>;

/** What clients saw of one failover. */
interface Seen {
  readonly result: LoadResult;
  /** Longest time without an acknowledged write to the shard, in milliseconds. */
  readonly gapMs: number;
}

type BothTargets = Readonly<Record<Where, Seen[]>>;

/**
 * P3 and P4 on target docker: the gap in the writes of clients while a replica takes over on request, and the
 * writes that are not acknowledged when a primary's container is killed. The baseline is target host in the same
 * run, by turns.
 */
runBench({
  id: "P3, P4",
  script: "containers-writes",
  defaultRuns: 10,
  measure: async (run) => {
    const versions = await requireContainers();
    const { crashed, planned } = await measureBoth(run);
    return {
      versions,
      figures: [
        ...plannedFigures(planned),
        counted("P4: crash failover, idempotent writes not acknowledged (containers)", crashed),
      ],
      notes: [
        `Node timeout ${NODE_TIMEOUT_MS} ms; four clients on the machine, with the client preset, begin 50 writes a second each, every second one to the shard under test; those of containers go through published ports. A gap is the longest time between two acknowledged writes to the shard.`,
      ],
    };
  },
});

async function measureBoth(
  run: BenchRun,
): Promise<{ readonly planned: BothTargets; readonly crashed: BothTargets }> {
  const project = new DockerProject("cfbenchwrites");
  try {
    await project.deploy(containerCluster(PORT, SUBNET, NODE_TIMEOUT_MS));
    const containers = { deployed: synthesizedCluster(project), driver: project.driver };
    const host = await startTestCluster({
      port: HOST_PORT,
      props: { nodeTimeoutMs: NODE_TIMEOUT_MS },
    });
    try {
      const clusters = { containers, host };
      return {
        planned: await failovers(run, clusters, "planned", requestFailover),
        crashed: await failovers(run, clusters, "killed", ({ driver }, { primary }) =>
          driver.kill(primary.ref),
        ),
      };
    } finally {
      await host.close();
    }
  } finally {
    await project.close();
  }
}

function failovers(
  run: BenchRun,
  clusters: Readonly<Record<Where, Parameters<typeof inRound>[0]>>,
  what: string,
  act: Act,
): Promise<BothTargets> {
  return byTurns(
    run,
    ["containers", "host"],
    (where, round) => inRound(clusters[where], run, round, (context) => failover(context, act)),
    ({ gapMs, result }) =>
      `${what}, gap ${gapMs.toFixed(0)} ms, ${unacknowledged(result)} of ${writesOf(result)} writes not acknowledged`,
  );
}

async function failover(context: RoundContext, act: Act): Promise<Seen> {
  const { results, shard } = await underLoad(context, [undefined], (found) => act(context, found));
  const [result] = results;
  if (result === undefined) throw new Error("the load has no result");
  return { result, gapMs: result.gaps[shard.number]?.ms ?? NaN };
}

function plannedFigures({ containers, host }: BothTargets): Figure[] {
  const gap = (seen: readonly Seen[]): number[] => seen.map(({ gapMs }) => gapMs);
  return [
    {
      what: "P3: planned failover, gap in the writes of clients to the shard (containers)",
      unit: "ms",
      samples: gap(containers),
      baseline: { what: "target host", samples: gap(host) },
      target: { p95: 100 },
      maxCv: MAX_CV,
    },
    counted("P3: writes not acknowledged meanwhile (containers)", { containers, host }),
  ];
}

function counted(what: string, { containers, host }: BothTargets): Figure {
  const count = (seen: readonly Seen[]): number[] =>
    seen.map(({ result }) => unacknowledged(result));
  const of = (seen: readonly Seen[]): number[] => seen.map(({ result }) => writesOf(result));
  return {
    what,
    unit: "writes",
    samples: count(containers),
    of: of(containers),
    baseline: { what: "target host", samples: count(host), of: of(host) },
    target: { median: 0 },
    maxCv: 0,
  };
}
