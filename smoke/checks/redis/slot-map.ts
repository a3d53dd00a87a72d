import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import { parseSlotRange } from "../../../constructs/redis/slots";
import type { SlotMapExhibit, SlotOwner } from "../../exhibit";
import type { AddressedNode } from "../judge";
import { nodeOfLine } from "./nodes";

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
  return { kind: "slot-map", before: owners(nodes, before), after: owners(nodes, after) };
}

/** In the order of their lowest slot. */
function owners(nodes: readonly AddressedNode[], lines: readonly ClusterNodeLine[]): SlotOwner[] {
  const nameOf = (line: ClusterNodeLine): string =>
    nodeOfLine(nodes, line)?.id ?? `${line.host}:${line.port}`;
  return lines
    .filter(({ slots }) => slots.length > 0)
    .sort((one, other) => lowest(one) - lowest(other))
    .map((line) => ({
      node: nameOf(line),
      slots: line.slots,
      replicas: lines.filter(({ primaryId }) => primaryId === line.id).map(nameOf),
    }));
}

function lowest({ slots }: ClusterNodeLine): number {
  return Math.min(...slots.map((range) => parseSlotRange(range).first));
}
