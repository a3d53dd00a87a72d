import { randomBytes } from "node:crypto";
import { NO_JOURNAL } from "../../smoke/journal/journal";
import type { RedisManifest } from "../../constructs/core/manifest";
import type { CheckContext } from "../../smoke/check";
import type { TestCluster } from "../../test/support/redis-server";
import type { BenchRun } from "./bench";

/** What the parts of the harness need, for one round of a measurement. */
export type RoundContext = CheckContext<RedisManifest>;

/** How a cluster that is not fit for a round is told. */
export const FIT = {
  expected: "a whole cluster with a shard that had no election lately",
  hint: "see the logs of the nodes",
} as const;

/**
 * Does one round on a cluster; afterwards, whatever happened, undoes what the round asks for, last
 * registered first.
 *
 * @param number of the round; with the seed it decides the round's random choices
 */
export async function inRound<T>(
  { deployed, driver }: Pick<TestCluster, "deployed" | "driver">,
  { progress, seed, signal }: BenchRun,
  number: number,
  work: (context: RoundContext) => Promise<T>,
): Promise<T> {
  const undos: (() => Promise<void>)[] = [];
  try {
    return await work({
      ...{ deployed, driver, signal, progress, journal: NO_JOURNAL },
      seed: seed + number,
      runId: randomBytes(4).toString("hex"),
      onExit: (undo) => void undos.push(undo),
    });
  } finally {
    for (const undo of undos.reverse()) await undo();
  }
}
