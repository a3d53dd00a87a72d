import { setTimeout as sleep } from "node:timers/promises";
import type { HostEnvironmentInput } from "../configs/schema";
import type { LoadedManifest } from "../clients/manifest-file";
import { quietSeconds } from "../constructs/redis/quiet-time";
import type { TargetDriver } from "../smoke/driver";
import { BOOKWORM } from "../test/support/docker-images";
import { BOOKWORM as IMAGE } from "../test/support/docker/images";
import { DockerProject } from "../test/support/docker-project";
import { HostProject } from "../test/support/host-project";
import { suiteOn } from "../test/support/suite";
import { runBench, type BenchRun } from "./support/bench";
import { byTurns } from "./support/by-turns";
import { requireContainers } from "./support/container-engine";
import { versionOf } from "./support/machine";
import { requirePassed } from "./support/passed-suite";
import type { Figure } from "./support/result";
import { partsOf, type SuiteRun } from "./support/suite-run";

const HOST_PORT = 22700;
const PORT = 22720;
const SUBNET = "10.213.176.0/20";
const NODE_TIMEOUT_MS = 2000;
const CLUSTER = "sessions";
const RING = "pages";
/** Without them checks are skipped. */
const USERS = [
  { name: "api", role: "readWrite" as const, keys: ["session:*"], channels: ["session:*"] },
  { name: "report", role: "readOnly" as const, keys: ["session:*"] },
];
/** The checks wait for elections, each of which spreads by about a fifth; most others do not. */
const MAX_CV = 0.2;

type Where = "containers" | "host";

/** What the suite is run on. */
interface Place {
  deployed(name: string): LoadedManifest;
  readonly driver: TargetDriver;
}

/**
 * P9 on target docker: the suite `standard` on a cluster and a ring in containers. The baseline is the same on
 * target host in the same run, by turns and with the same seeds.
 */
runBench({
  id: "P9",
  script: "containers-smoke",
  defaultRuns: 5,
  measure: async (run) => {
    const versions = await requireContainers();
    const suites = await onBoth(run);
    return {
      versions: {
        ...versions,
        memcached: versionOf("memcached", "--version"),
        "memcached in containers": IMAGE.programs["memcached"] ?? "",
      },
      figures: [figureOf(suites)],
      notes: [
        "A cluster of 3 × (1 + 1) and a ring of 3 nodes on each target, the parts summed over both; within one process, its start not counted; on clusters without an election in the seconds before.",
      ],
    };
  },
});

async function onBoth(run: BenchRun): Promise<Readonly<Record<Where, SuiteRun[]>>> {
  const containers = new DockerProject("cfbenchsmoke");
  try {
    run.progress("deploying containers");
    await containers.deploy({ images: BOOKWORM, subnet: SUBNET, ...parts(PORT) });
    const host = new HostProject("cfbenchsmoke");
    try {
      run.signal.throwIfAborted();
      run.progress("deploying on target host");
      await host.deploy(parts(HOST_PORT));
      const places: Readonly<Record<Where, Place>> = { containers, host };
      return await byTurns(
        run,
        ["containers", "host"],
        (where, round) => suiteIn(places[where], run, run.seed + round),
        ({ milliseconds }) => `${Math.round(milliseconds)} ms`,
      );
    } finally {
      await host.close();
    }
  } finally {
    await containers.close();
  }
}

function parts(port: number): Pick<HostEnvironmentInput, "redis" | "memcached"> {
  return {
    redis: [{ name: CLUSTER, port, nodeTimeoutMs: NODE_TIMEOUT_MS, users: USERS }],
    memcached: [{ name: RING, port: port + 10, users: [{ name: "web" }] }],
  };
}

async function suiteIn(place: Place, { signal }: BenchRun, seed: number): Promise<SuiteRun> {
  await sleep(quietSeconds(NODE_TIMEOUT_MS) * 1000, undefined, { signal });
  const deployed = [place.deployed(CLUSTER), place.deployed(RING)];
  const begun = performance.now();
  const report = await suiteOn(deployed, place.driver, "standard", { seed, signal });
  const milliseconds = performance.now() - begun;
  signal.throwIfAborted();
  requirePassed(report);
  return { milliseconds, report };
}

function figureOf({ containers, host }: Readonly<Record<Where, SuiteRun[]>>): Figure {
  const times = (suites: readonly SuiteRun[]): number[] =>
    suites.map(({ milliseconds }) => milliseconds);
  return {
    what: "P9: suite `standard`, a cluster and a ring in containers",
    unit: "ms",
    samples: times(containers),
    baseline: { what: "target host", samples: times(host) },
    target: { p95: 60_000 },
    maxCv: MAX_CV,
    parts: partsOf(containers),
  };
}
