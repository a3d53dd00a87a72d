import { DockerProject } from "../test/support/docker-project";
import { changedDriver } from "../test/support/redis-faults";
import { runBench, type BenchRun } from "./support/bench";
import { requireContainers, serverPid } from "./support/container-engine";
import { containerCluster, synthesizedCluster } from "./support/container-forming";
import { crashFigures, theoryOf } from "./support/crash-figures";
import { type Recoveries, recoveriesByTurns } from "./support/recovery-turns";

const NODE_TIMEOUT_MS = 5000;
const TARGET = { median: 250, p95: 750 };
const CLUSTERS = {
  runner: { environment: "cfbenchrunner", port: 22340, subnet: "10.213.176.0/20" },
  engine: { environment: "cfbenchengine", port: 22350, subnet: "10.213.192.0/20" },
} as const;

/**
 * P2g on target docker: from SIGKILL of a primary's server in its container until its shard takes a write, when
 * the node runner has the replica elected. The baseline is Redis alone, at the same node timeout: the whole
 * container is killed. Both clusters run all the time, and their primaries are killed by turns.
 */
runBench({
  id: "P2g",
  script: "containers-crash-recovery",
  defaultRuns: 30,
  measure: async (run) => {
    const versions = await requireContainers();
    const { engine, runner } = await measureCrashes(run);
    return {
      versions,
      figures: crashFigures({
        nodeTimeoutMs: NODE_TIMEOUT_MS,
        where: "containers",
        by: "P2g",
        ours: runner,
        baseline: { what: "engine alone", times: engine },
        target: TARGET,
      }),
      notes: [
        theoryOf(NODE_TIMEOUT_MS, engine),
        "Measured as P2g of target host. The server's process is killed from outside of its container, whose runner lives; for the baseline the container is, so that the command and the work of its engine are a part of that figure.",
      ],
    };
  },
});

async function measureCrashes(run: BenchRun): Promise<Recoveries> {
  const runner = new DockerProject(CLUSTERS.runner.environment);
  try {
    await deploy(runner, "runner");
    const engine = new DockerProject(CLUSTERS.engine.environment);
    try {
      await deploy(engine, "engine");
      const projects = { runner, engine };
      return await recoveriesByTurns(run, (by) => readyToCrash(projects[by]));
    } finally {
      await engine.close();
    }
  } finally {
    await runner.close();
  }
}

async function deploy(project: DockerProject, by: keyof typeof CLUSTERS): Promise<void> {
  const { port, subnet } = CLUSTERS[by];
  await project.deploy(containerCluster(port, subnet, NODE_TIMEOUT_MS));
}

/** The cluster, with a driver that need not ask the engine which process to end. */
async function readyToCrash(project: DockerProject) {
  const deployed = synthesizedCluster(project);
  const pids = new Map(
    await Promise.all(
      deployed.manifest.nodes.map(async ({ ref }) => [ref, await serverPid(ref)] as const),
    ),
  );
  const crash = async (ref: string): Promise<void> => {
    const pid = pids.get(ref);
    if (pid === undefined) throw new Error(`container ${ref} has no server`);
    process.kill(pid, "SIGKILL");
  };
  return { deployed, driver: changedDriver(project.driver, { crash }) };
}
