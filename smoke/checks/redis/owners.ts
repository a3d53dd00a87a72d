import type { RedisManifest } from "../../../constructs/core/manifest";
import { coversAllSlots, parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { parseSlotRange, SLOT_COUNT } from "../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { CheckFailure, type CheckContext } from "../../check";
import type { AddressedNode } from "../judge";
import { addressedNodes, withSession, nodeOfLine } from "./nodes";

/** Which node of the manifest owns each slot. */
export interface SlotOwners {
  /** Nodes that own slots, in the manifest's order. */
  readonly owners: readonly AddressedNode[];
  /** Number of slots of an owner. */
  slotsOf(owner: AddressedNode): number;
  /** Owner of a slot. */
  ownerOf(slot: number): AddressedNode;
}

/**
 * Asks the first node who owns what.
 *
 * @throws CheckFailure when a slot has no owner, or one that the manifest does not name
 * @throws NodeFailure
 */
export async function slotOwners(
  context: CheckContext<RedisManifest>,
  hint: string,
): Promise<SlotOwners> {
  const nodes = addressedNodes(context);
  const lines = parseClusterNodes(await clusterNodes(context, nodes));
  const bySlot = new Array<AddressedNode | undefined>(SLOT_COUNT);
  for (const line of lines) {
    const owner = nodeOfLine(nodes, line);
    for (const range of line.slots) {
      const { first, last } = parseSlotRange(range);
      bySlot.fill(owner, first, last + 1);
    }
  }
  const owned = bySlot.filter((owner) => owner !== undefined).length;
  if (owned !== SLOT_COUNT || !coversAllSlots(lines)) {
    throw new CheckFailure(
      {
        expected: `all ${SLOT_COUNT} slots owned by nodes of the manifest`,
        measured: `${owned} slots owned by nodes of the manifest`,
      },
      hint,
    );
  }
  return {
    owners: nodes.filter((node) => bySlot.includes(node)),
    slotsOf: ({ id }) => bySlot.filter((owner) => owner?.id === id).length,
    ownerOf: (slot) => {
      const owner = bySlot[slot];
      if (owner === undefined) throw new RangeError(`there is no slot ${slot}`);
      return owner;
    },
  };
}

async function clusterNodes(
  context: CheckContext<RedisManifest>,
  nodes: readonly AddressedNode[],
): Promise<string> {
  const [first] = nodes;
  if (first === undefined) throw new RangeError("the manifest names no node");
  return withSession(context, first, SMOKE_USER, async (session) =>
    String(await session.value("CLUSTER", "NODES")),
  );
}
