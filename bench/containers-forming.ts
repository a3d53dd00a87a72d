import { DockerProject } from "../test/support/docker-project";
import { runBench, type BenchRun } from "./support/bench";
import { requireContainers } from "./support/container-engine";
import {
  containerCluster,
  formContainers,
  type ContainerForming,
  type ContainerFormingTimes,
} from "./support/container-forming";
import { HostForming, type HostFormingTimes } from "./support/host-forming";
import type { Figure } from "./support/result";
import { evenSpread } from "./support/statistics";
import { timesText } from "./support/times-text";

const HOST_PORT = 22350;
const PORT = 22360;
const SUBNET = "10.213.128.0/20";
/** A primary takes no part for as long after its start (`CLUSTER_WRITABLE_DELAY`); a replica does at once. */
const WRITABLE_DELAY_MS = 2000;
/** The engine starts one container after another, by programs of its own: a fifth is much. */
const STARTS_MAX_CV = 0.2;

/** Clusters that were formed in containers and beside them, by turns. */
interface Formed {
  readonly containers: ContainerForming[];
  readonly host: HostFormingTimes[];
}

/**
 * P1 on target docker: from the start of the last container, and from that of the first one, until every
 * node is `ok`, all agree on the owners and every replica is in sync; 3 shards × 2, TLS and ACL. Processes
 * of the same Redis on target host take turns with them, so that the noise of the machine meets both.
 */
runBench({
  id: "P1",
  script: "containers-forming",
  defaultRuns: 10,
  measure: async (run) => {
    const versions = await requireContainers();
    const formed = await byTurns(run);
    const elected = formed.containers.filter((one) => one.elected > 0).length;
    return {
      versions,
      figures: figuresOf(formed),
      notes: [
        "A container starts when the engine says so (`State.StartedAt`); on target host, and in \"last server's process\", the server's process counts. Both targets are looked at every 25 ms, over connections that are kept.",
        "Containers start one after another, the servers of target host at once. A primary takes no part in its first 2 s (`CLUSTER_WRITABLE_DELAY`), which are over for most when the last container starts: that this takes less time than on target host is no merit, and the two are not divided.",
        `Where starts lie further apart than the node timeout of 2 s, a replica is elected before its primary comes, which joins as its replica: in ${elected} of ${formed.containers.length} runs.`,
        "The containers are deployed by the applier of this project's tests in Terraform's place, which starts them one at a time: the second figure depends on it, the first one does not count it. \"Deployment\" is its whole time, gate included.",
      ],
    };
  },
});

async function byTurns({ progress, runs, signal }: BenchRun): Promise<Formed> {
  const host = new HostForming(HOST_PORT);
  const formed: Formed = { containers: [], host: [] };
  try {
    await host.prepare();
    for (let round = 1; round <= runs; round++) {
      signal.throwIfAborted();
      const one = await inContainers();
      formed.containers.push(one);
      progress(`containers ${round}/${runs}: ${timesText(one.times)}, ${one.elected} elected`);
      signal.throwIfAborted();
      const other = await host.byKit();
      formed.host.push(other);
      progress(`host ${round}/${runs}: ${timesText(other)}`);
    }
  } finally {
    host.close();
  }
  return formed;
}

/** Forms a cluster once, and clears every trace of it. */
async function inContainers(): Promise<ContainerForming> {
  const project = new DockerProject("cfbenchforming");
  try {
    await project.synth(containerCluster(PORT, SUBNET));
    return await formContainers(project);
  } finally {
    await project.close();
  }
}

function figuresOf({ containers, host }: Formed): Figure[] {
  const of = (what: keyof ContainerFormingTimes): number[] =>
    containers.map(({ times }) => times[what]);
  const cluster = "P1: 3 × (1 + 1) containers";
  const whole = "all nodes agree, every replica is in sync";
  return [
    {
      what: `${cluster}, last one started → ${whole}`,
      unit: "ms",
      samples: of("sinceLast"),
      target: { median: 2500, p95: 3500 },
      // From a replica that came long after every primary to a primary that came last.
      maxCv: evenSpread(0, WRITABLE_DELAY_MS),
      parts: [
        { what: "from the last server's process", samples: of("sinceLastServer") },
        {
          what: "target host, from its last server's process",
          samples: host.map(({ sinceLast }) => sinceLast),
        },
      ],
    },
    {
      what: `${cluster}, first one started → ${whole}`,
      unit: "ms",
      samples: of("sinceFirst"),
      baseline: { what: "target host", samples: host.map(({ sinceFirst }) => sinceFirst) },
      maxCv: STARTS_MAX_CV,
      parts: [{ what: "deployment, whole", samples: of("deployment") }],
    },
  ];
}
