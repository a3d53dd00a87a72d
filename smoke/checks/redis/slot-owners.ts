import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import { parseSlotRange } from "../../../constructs/redis/slots";
import type { SlotOwner } from "../../exhibit";
import type { AddressedNode } from "../judge";
import { nodeOfLine } from "./nodes";

/**
 * Who owns which slots and who follows whom, as one node sees it, for a slot map.
 *
 * @param nodes of the manifest; a node that it does not name is told by its address
 * @returns owners in the order of their lowest slot, replicas by name
 */
export function slotMapOf(
  lines: readonly ClusterNodeLine[],
  nodes: readonly AddressedNode[],
): SlotOwner[] {
  const nameOf = (line: ClusterNodeLine): string =>
    nodeOfLine(nodes, line)?.id ?? `${line.host}:${line.port}`;
  return lines
    .filter(({ slots }) => slots.length > 0)
    .sort((one, other) => lowest(one) - lowest(other))
    .map((line) => ({
      node: nameOf(line),
      slots: line.slots,
      replicas: lines
        .filter(({ primaryId }) => primaryId === line.id)
        .map(nameOf)
        .sort(),
    }));
}

function lowest({ slots }: ClusterNodeLine): number {
  return Math.min(...slots.map((range) => parseSlotRange(range).first));
}
