import type { NodeView } from "../../../../operate/redis/cluster-watch";
import type { Figure } from "../../../figure";
import { judgeFigure, type Observation } from "../../judge";
import { type LiveNode, type LiveShard, ownerOf } from "../live-shards";

/** Whether a node that answers counts another one as failed, by the word of a majority. */
export function isFailedFor({ lines }: NodeView, { clusterId }: LiveNode): boolean {
  return lines.find(({ id }) => id === clusterId)?.flags.includes("fail") ?? false;
}

/** Whether a node that answers does not reach another one, or counts it as failed. */
export function isSuspectedBy({ lines }: NodeView, { clusterId }: LiveNode): boolean {
  const flags = lines.find(({ id }) => id === clusterId)?.flags ?? [];
  return flags.includes("fail") || flags.includes("fail?");
}

/** Id by which the cluster knows what took over the slots of a shard, as any of the nodes sees it. */
export function takenOverBy(
  views: readonly NodeView[],
  { firstSlot, primary }: LiveShard,
): string | undefined {
  return views
    .map(({ lines }) => ownerOf(lines, firstSlot)?.id)
    .find((owner) => owner !== undefined && owner !== primary.clusterId);
}

/**
 * Something that must not have happened for as long as was looked.
 *
 * @param ms when it was seen to happen, or `undefined`
 */
export function judgeNever(what: string, ms: number | undefined, derivation: string): Observation {
  const figure: Figure = {
    what,
    unit: "count",
    measured: ms === undefined ? 0 : 1,
    atMost: 0,
    derivation,
  };
  const observation = judgeFigure(figure);
  return observation.holds
    ? { ...observation, seen: `never ${what}` }
    : { ...observation, seen: `${what} after ${ms} ms` };
}
