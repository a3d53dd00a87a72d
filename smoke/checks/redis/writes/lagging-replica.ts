import type { Check, Evidence } from "../../../check";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import type { Judgement } from "../../judge";
import { phaseBounds } from "../failover-phases";
import { judgePhases, phasesExhibit } from "../failover-watch";
import { loadDetails } from "../fault-report";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { judgeLaggingWrites, laggingFaults, type LossBound } from "./lagging-report";
import { type LaggingRunProps, runLagging } from "./lagging-run";

const TIMEOUT_MS = 300_000;

/** How a run differs from that of the suite. */
export interface LaggingOptions extends Partial<
  Pick<LaggingRunProps, "isWritableAlone" | "restartsReplica">
> {
  /** What bounds the loss beside the freeze. @default - nothing does */
  readonly lossBound?: LossBound;
}

export const laggingReplica: Check<RedisManifest> = {
  id: "redis/lagging-replica",
  title:
    "A primary crashes while its replica is frozen: what it alone acknowledged is lost, and told",
  proves:
    "Writes that a replica confirmed survive also the promotion of a replica that was behind; plain ones acknowledged since it froze are lost, no longer a time than that, and none from before.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: (context) => proveLagging(context),
};

/**
 * Runs the scenario and judges it.
 *
 * @throws CheckFailure
 * @throws CheckSkip
 */
export async function proveLagging(
  context: CheckContext<RedisManifest>,
  { isWritableAlone = true, lossBound, restartsReplica = false }: LaggingOptions = {},
): Promise<Evidence> {
  const bounds = phaseBounds(context.deployed.manifest.nodeTimeoutMs);
  const judgement = judgementOf(bounds.elected);
  const run = await runLagging(context, {
    ...{ judgement, bounds, isWritableAlone, restartsReplica },
    maxMs: TIMEOUT_MS,
  });
  const { id } = run.shard.primary;
  const phases = judgePhases(run.phases, bounds).filter(
    ({ figure }) => isWritableAlone || figure?.what !== "writable",
  );
  const seen = [{ holds: true, seen: `seed ${context.seed} chose node ${id}` }, ...phases];
  const details = { seed: context.seed, node: id, phasesMs: run.phases, boundsMs: bounds };
  const timeline = phasesExhibit({ id }, run.phases, bounds);
  // Nothing can be read of a shard that nobody serves.
  if (run.result === undefined) return conclude(judgement, seen, details, [timeline]);
  const { crashedAt } = run;
  return conclude(
    judgement,
    [...seen, ...judgeLaggingWrites(run, run.result, lossBound)],
    { ...details, ...loadDetails(run.result, crashedAt) },
    [timeline, ...loadExhibits(run.result, crashedAt, laggingFaults(run))],
  );
}

function judgementOf(electedMs: number): Judgement {
  return {
    expected: `a replica that was behind elected within ${electedMs} ms; lost: writes that the primary alone had, none from before its replicas froze, none that they had confirmed, none of another shard`,
    hint: "see the logs of the crashed node and of its replicas: whether they were linked before, and up to which offset the promoted one had data",
  };
}
