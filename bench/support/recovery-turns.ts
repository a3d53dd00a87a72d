import type { BenchRun } from "./bench";
import { byTurns } from "./by-turns";
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
export function recoveriesByTurns(
  run: BenchRun,
  clusterOf: (by: keyof Recoveries) => Cluster | Promise<Cluster>,
): Promise<Recoveries> {
  return byTurns(
    run,
    ["runner", "engine"],
    async (by, round) => {
      const part = by === "runner" ? "server" : "node";
      return inRound(await clusterOf(by), run, round, (context) => crashRound(context, part));
    },
    timesText,
  );
}
