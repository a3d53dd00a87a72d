import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../../check";
import type { PhasesExhibit, SlotMapExhibit } from "../../../exhibit";
import { faultNodes } from "../live-shards";
import { slotMapOf } from "../slot-owners";

/** Name of a phase, milliseconds at which it was reached, and by when it has to be. */
export type Moment = readonly [name: string, ms: number | undefined, boundMs?: number];

/** Moments as a timeline. */
export function timeline(since: string, moments: readonly Moment[]): PhasesExhibit {
  return {
    kind: "phases",
    since,
    phases: moments.map(([name, ms, boundMs]) => ({
      name,
      ...(ms === undefined ? {} : { ms }),
      ...(boundMs === undefined ? {} : { boundMs }),
    })),
  };
}

/** Who owned which slots before and after, as the first node of a look sees it. */
export function slotMap(
  context: CheckContext<RedisManifest>,
  before: readonly NodeView[],
  after: readonly NodeView[],
): SlotMapExhibit {
  const nodes = faultNodes(context);
  const mapOf = (views: readonly NodeView[]): SlotMapExhibit["before"] =>
    slotMapOf(views[0]?.lines ?? [], nodes);
  return { kind: "slot-map", before: mapOf(before), after: mapOf(after) };
}
