import { type BenchRun } from "./bench";
import { crashRound, type CrashTimes } from "./crash-round";
import { inRound } from "./round";
import { timesText } from "./times-text";

type Cluster = Parameters<typeof inRound>[0];

/** Crashes with the node runner, and with the engine of the cluster alone. */
export interface Recoveries {
  readonly runner: CrashTimes[];
  readonly engine: CrashTimes[];
}

/**
 * Ends servers of one cluster, whose runners live, and whole nodes of another by turns.
 *
 * @param clusterOf the cluster of the next round
 */
export async function recoveriesByTurns(
  run: BenchRun,
  clusterOf: (by: keyof Recoveries) => Cluster | Promise<Cluster>,
): Promise<Recoveries> {
  const times: Recoveries = { runner: [], engine: [] };
  for (let round = 1; round <= run.runs; round++) {
    for (const by of ["runner", "engine"] as const) {
      run.signal.throwIfAborted();
      const part = by === "runner" ? "server" : "node";
      const cluster = await clusterOf(by);
      const one = await inRound(cluster, run, round, (context) => crashRound(context, part));
      times[by].push(one);
      run.progress(`${by} ${round}/${run.runs}: ${timesText(one)}`);
    }
  }
  return times;
}
