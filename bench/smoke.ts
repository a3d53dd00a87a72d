import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ExitCode } from "../constructs/core/errors";
import { EnvironmentPaths } from "../constructs/core/environment-paths";
import { quietSeconds } from "../constructs/redis/quiet-time";
import type { RunReport } from "../smoke/report";
import { ROOT, startCachefort } from "../test/support/cachefort";
import { runBench, type BenchRun } from "./support/bench";
import { versionOf } from "./support/machine";
import { requirePassed } from "./support/passed-suite";
import type { Figure } from "./support/result";
import { partsOf, type SuiteRun } from "./support/suite-run";

/** Two clusters and two rings, of which nobody needs the data. */
const ENVIRONMENT = "ci";
/** Node timeout of its clusters. */
const NODE_TIMEOUT_MS = 2000;
/** The checks wait for elections, each of which spreads by about a fifth; most others do not. */
const MAX_CV = 0.2;

/** P9: `cachefort smoke --suite standard` on a deployed environment of target host, check by check. */
runBench({
  id: "P9",
  script: "smoke",
  defaultRuns: 5,
  measure: async (run) => {
    const isOurs = !isDeployed();
    try {
      if (isOurs) await command(run, "up", ENVIRONMENT, "--no-install", "--no-smoke");
      const suites = await runSuites(run);
      return {
        versions: {
          redis: versionOf("redis-server", "--version"),
          memcached: versionOf("memcached", "--version"),
        },
        figures: [figureOf(suites)],
        notes: [
          `Environment ${ENVIRONMENT}: two clusters of 3 × (1 + 1) and rings of 3 and 2 nodes, the parts summed over them; the process from start to end, on clusters without an election in the seconds before.`,
        ],
      };
    } finally {
      if (isOurs) await command({ ...run, signal: undefined }, "down", ENVIRONMENT, "--data");
    }
  },
});

async function runSuites(run: BenchRun): Promise<SuiteRun[]> {
  const suites: SuiteRun[] = [];
  for (let round = 1; round <= run.runs; round++) {
    await sleep(quietSeconds(NODE_TIMEOUT_MS) * 1000, undefined, { signal: run.signal });
    const begun = performance.now();
    const seed = String(run.seed + round);
    const words = ["smoke", ENVIRONMENT, "--suite", "standard", "--json", "--seed", seed];
    const report = JSON.parse(await command(run, ...words)) as RunReport;
    requirePassed(report);
    suites.push({ milliseconds: performance.now() - begun, report });
    run.progress(`${round}/${run.runs}: ${Math.round(suites.at(-1)?.milliseconds ?? NaN)} ms`);
  }
  return suites;
}

function figureOf(suites: readonly SuiteRun[]): Figure {
  return {
    what: "P9: `cachefort smoke ci --suite standard`, two clusters and two rings",
    unit: "ms",
    samples: suites.map(({ milliseconds }) => milliseconds),
    target: { p95: 60_000 },
    maxCv: MAX_CV,
    parts: partsOf(suites),
  };
}

function isDeployed(): boolean {
  const paths = new EnvironmentPaths(ROOT, ENVIRONMENT, process.getuid?.() === 0);
  return existsSync(join(paths.manifests, "sessions.json"));
}

/**
 * Runs `cachefort`, and on an interruption lets it undo what it has done.
 *
 * @returns its standard output
 * @throws Error with what it said, when it could not do its work
 */
async function command(
  { progress, signal }: Pick<BenchRun, "progress"> & { readonly signal: AbortSignal | undefined },
  ...words: readonly string[]
): Promise<string> {
  signal?.throwIfAborted();
  progress(`cachefort ${words.join(" ")}`);
  const child = startCachefort(words);
  // A terminal has sent SIGINT to the command too; its second one would cut the undoing short.
  const interrupt = (): void => void child.process.kill("SIGTERM");
  signal?.addEventListener("abort", interrupt);
  try {
    const { code, stderr, stdout } = await child.ended;
    signal?.throwIfAborted();
    // A suite whose checks fail has a report too.
    if (code === ExitCode.pass || (code === ExitCode.checkFailed && stdout !== "")) return stdout;
    throw new Error(`cachefort ${words.join(" ")} ended with ${code}:\n${stderr}\n${stdout}`);
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}
