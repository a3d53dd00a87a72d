import { DockerProject } from "../test/support/docker-project";
import { runBench, type BenchRun } from "./support/bench";
import { requireContainers } from "./support/container-engine";
import {
  containerCluster,
  formContainers,
  type ContainerFormingTimes,
} from "./support/container-forming";
import { HostForming } from "./support/host-forming";
import type { Figure } from "./support/result";
import { timesText } from "./support/times-text";

const HOST_PORT = 21350;
const PORT = 21360;
const SUBNET = "10.213.128.0/20";
/** Forming waits for the next tick of several clocks of 100 ms: a tenth of two seconds is much. */
const MAX_CV = 0.1;

/**
 * P1 on target docker: from the start of the last primary's container until every node is `ok`, all agree on the
 * owners and every replica is in sync; 3 shards × 2, TLS and ACL. The baseline are processes of the same
 * Redis on target host. The two take turns, so that the noise of the machine meets both.
 */
runBench({
  id: "P1",
  script: "containers-forming",
  defaultRuns: 10,
  measure: async (run) => ({
    versions: await requireContainers(),
    figures: [await forming(run)],
    notes: [
      "From the moment that the engine tells as the start of the last primary's container (`State.StartedAt`); the baseline counts from the start of the last primary's process, as the first part does. A primary takes no part in its first 2 s (`CLUSTER_WRITABLE_DELAY`), a replica does.",
      "Containers start one after another. Where a replica's is the last one, the primaries have waited before it starts, so that the second part is below 2 s by the order of starts, not by merit; on target host all servers start at once.",
      "The containers are deployed by the applier of this project's tests in Terraform's place, which starts them one at a time. It is no part of the figure; the last part is its time from beginning to end, health checks and gate included.",
      "Both targets are looked at every 25 ms, over connections that are kept.",
    ],
  }),
});

async function forming({ progress, runs, signal }: BenchRun): Promise<Figure> {
  const host = new HostForming(HOST_PORT);
  const ours: ContainerFormingTimes[] = [];
  const baseline: number[] = [];
  try {
    await host.prepare();
    for (let round = 1; round <= runs; round++) {
      signal.throwIfAborted();
      const one = await inContainers();
      ours.push(one);
      signal.throwIfAborted();
      baseline.push((await host.byKit()).sincePrimary);
      progress(
        `${round}/${runs}: ${timesText(one)}; host ${Math.round(baseline.at(-1) ?? NaN)} ms`,
      );
    }
  } finally {
    host.close();
  }
  const of = (what: keyof ContainerFormingTimes): number[] => ours.map((one) => one[what]);
  return {
    what: "P1: 3 × (1 + 1) containers, last primary started → all nodes agree, every replica is in sync",
    unit: "ms",
    samples: of("sincePrimary"),
    baseline: { what: "target host", samples: baseline },
    target: { median: 2500, p95: 3500 },
    maxCv: MAX_CV,
    parts: [
      { what: "from the start of the last primary's process", samples: of("sincePrimaryServer") },
      { what: "from the start of the last container", samples: of("sinceLast") },
      { what: "from the start of the first container", samples: of("sinceFirst") },
      { what: "deployment by the tests' applier, whole", samples: of("deployment") },
    ],
  };
}

/** Forms a cluster once, and clears every trace of it. */
async function inContainers(): Promise<ContainerFormingTimes> {
  const project = new DockerProject("cfbenchforming");
  try {
    await project.synth(containerCluster(PORT, SUBNET));
    return await formContainers(project);
  } finally {
    await project.close();
  }
}
