import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import type { SlotMapExhibit } from "../../exhibit";
import type { AddressedNode } from "../judge";
import { slotMapOf } from "./slot-owners";

/**
 * Who owns which slots, as a picture.
 *
 * @param after what a node sees after something was done. @default - nothing was done: as before
 */
export function slotMap(
  nodes: readonly AddressedNode[],
  before: readonly ClusterNodeLine[],
  after: readonly ClusterNodeLine[] = before,
): SlotMapExhibit {
  return { kind: "slot-map", before: slotMapOf(before, nodes), after: slotMapOf(after, nodes) };
}
