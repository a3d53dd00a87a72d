import { DockerProject } from "../test/support/docker-project";
import { startTestCluster } from "../test/support/redis-server";
import { runBench, type BenchRun } from "./support/bench";
import { byTurns } from "./support/by-turns";
import { requireContainers } from "./support/container-engine";
import { containerCluster, synthesizedCluster } from "./support/container-forming";
import { crashFigures, theoryOf } from "./support/crash-figures";
import { crashRound, type CrashTimes } from "./support/crash-round";
import { inRound } from "./support/round";
import { timesText } from "./support/times-text";

const HOST_PORT = 22370;
const PORT = 22380;
const SUBNET = "10.213.144.0/20";
const NODE_TIMEOUT_MS = 2000;

/** Crashes in containers and beside them. */
interface Crashes {
  readonly containers: CrashTimes[];
  readonly host: CrashTimes[];
}

/**
 * P2 on target docker: from SIGKILL of a primary's server, by the engine of the containers, until its
 * shard takes a write. The baseline are processes of the same Redis on target host. Both clusters run
 * all the time, and their primaries are killed by turns.
 */
runBench({
  id: "P2",
  script: "containers-failover",
  defaultRuns: 10,
  measure: async (run) => {
    const versions = await requireContainers();
    const { containers, host } = await measureCrashes(run);
    return {
      versions,
      figures: crashFigures({
        nodeTimeoutMs: NODE_TIMEOUT_MS,
        where: "containers",
        ours: containers,
        baseline: { what: "target host", times: host },
        target: { median: 4000, p95: 5000 },
      }),
      notes: [
        theoryOf(NODE_TIMEOUT_MS, containers),
        'From the call of `docker kill --signal KILL` on, so that the command and the engine\'s work are a part of the figure; "told to be dead" is its upper bound. A killed container stays down until the round is over: the replica takes over by the engine of Redis alone.',
        "Measured as P2 of target host: a client with TLS on the machine asks the shard's replica every 4 ms, here through its published port. While one cluster is measured the other one is idle.",
      ],
    };
  },
});

async function measureCrashes(run: BenchRun): Promise<Crashes> {
  const project = new DockerProject("cfbenchfailover");
  try {
    await project.deploy(containerCluster(PORT, SUBNET));
    const containers = { deployed: synthesizedCluster(project), driver: project.driver };
    const host = await startTestCluster({
      port: HOST_PORT,
      props: { nodeTimeoutMs: NODE_TIMEOUT_MS },
    });
    try {
      const clusters = { containers, host };
      return await byTurns(
        run,
        ["containers", "host"],
        (where, round) => inRound(clusters[where], run, round, crashRound),
        timesText,
      );
    } finally {
      await host.close();
    }
  } finally {
    await project.close();
  }
}
