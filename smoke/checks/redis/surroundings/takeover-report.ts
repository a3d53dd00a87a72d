import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext, Evidence } from "../../../check";
import { conclude } from "../../conclude";
import { judgeFigure, type Judgement, type Observation } from "../../judge";
import type { FailoverStage } from "../failover-stage";
import { gapsText, impossibleValues, loadDetails, writesText } from "../fault-report";
import type { Phase } from "../failover-phases";
import { judgePhases, phasesSince } from "../failover-watch";
import { loadExhibits } from "../load-exhibits";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import type { TakeoverResult } from "./takeover";

/** What a check says of a takeover besides what all of them do. */
export interface TakeoverReport {
  /** The fault in words, such as `node 0-0 cut off`. */
  readonly what: string;
  /** What the bounds of the phases follow from. @default - as in a crash */
  readonly derivations?: Readonly<Record<Phase, string>>;
  /** What else was seen. @default - nothing */
  readonly observations?: readonly Observation[];
}

/** Everything that a takeover has shown, judged. @throws CheckFailure */
export function concludeTakeover(
  { deployed, seed }: CheckContext<RedisManifest>,
  judgement: Judgement,
  { load, shard }: FailoverStage,
  takeover: TakeoverResult,
  { derivations, observations = [], what }: TakeoverReport,
): Evidence {
  const { bounds, faultAt, phases, result, undoneAt, untouched, wholeMs } = takeover;
  const { fullCoverage = false } = deployed.manifest;
  const elsewhere = result.account.lost.filter(({ key }) => load.shardOf(key) !== shard.number);
  return conclude(
    judgement,
    [
      { holds: true, seen: `seed ${seed} chose: ${what}` },
      ...judgePhases(phases, bounds, derivations),
      ...observations,
      judgeFigure({ what: "whole after the fault's end", unit: "ms", measured: wholeMs }),
      { holds: true, seen: `${writesText(result)}; ${gapsText(result, shard.number)}` },
      {
        holds: elsewhere.length === 0,
        seen: `${elsewhere.length} acknowledged writes to other shards lost`,
      },
      ...impossibleValues(result),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ],
    {
      seed,
      node: shard.primary.id,
      phasesMs: phases,
      boundsMs: bounds,
      ...loadDetails(result, faultAt),
      ...untouchedDetails(untouched, result.span),
    },
    [
      phasesSince(what, phases, bounds),
      ...loadExhibits(result, faultAt, [{ what, from: faultAt, to: undoneAt }]),
    ],
  );
}
