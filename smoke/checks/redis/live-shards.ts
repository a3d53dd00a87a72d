import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import { holdsSlot, parseSlotRange, SLOT_COUNT } from "../../../constructs/redis/slots";
import type { CheckContext } from "../../check";
import type { AddressedNode } from "../judge";
import { addressedNodes, nodeOfLine } from "./nodes";

/** A node that can be asked and that faults can be done to. */
export interface FaultNode extends AddressedNode {
  /** What the driver knows it by. */
  readonly ref: string;
}

/** A node of the manifest with the id that the cluster knows it by. */
export interface LiveNode extends FaultNode {
  readonly clusterId: string;
}

/** A shard with the roles as they are now, whatever they were on the first day. */
export interface LiveShard {
  /** From 0, in the order of the lowest slot. */
  readonly number: number;
  readonly primary: LiveNode;
  readonly replicas: readonly LiveNode[];
  readonly firstSlot: number;
  readonly configEpoch: number;
}

/** Every node of the manifest. @throws CheckSkip when the manifest names no address of a node */
export function faultNodes(context: CheckContext<RedisManifest>): FaultNode[] {
  const refs = new Map(context.deployed.manifest.nodes.map(({ id, ref }) => [id, ref]));
  return addressedNodes(context).map((node) => ({ ...node, ref: refs.get(node.id) ?? node.id }));
}

/**
 * The shards that own slots, as one node sees them.
 *
 * @throws RangeError when a line is of no node of the manifest
 */
export function liveShards(
  lines: readonly ClusterNodeLine[],
  nodes: readonly FaultNode[],
): LiveShard[] {
  const live = (line: ClusterNodeLine): LiveNode => {
    const node = nodeOfLine(nodes, line);
    if (node === undefined)
      throw new RangeError(`${line.host}:${line.port} is not in the manifest`);
    return { ...node, clusterId: line.id };
  };
  return owners(lines).map((line, number) => ({
    number,
    primary: live(line),
    replicas: lines.filter(({ primaryId }) => primaryId === line.id).map(live),
    firstSlot: lowest(line),
    configEpoch: line.configEpoch,
  }));
}

/** Number of the shard that owns each slot. @throws RangeError for a slot without an owner */
export function shardOfSlot(lines: readonly ClusterNodeLine[]): (slot: number) => number {
  const bySlot = new Array<number | undefined>(SLOT_COUNT);
  owners(lines).forEach(({ slots }, number) => {
    for (const { first, last } of slots.map(parseSlotRange)) bySlot.fill(number, first, last + 1);
  });
  return (slot) => {
    const number = bySlot[slot];
    if (number === undefined) throw new RangeError(`slot ${slot} has no owner`);
    return number;
  };
}

/** The line of the node that owns a slot. */
export function ownerOf(
  lines: readonly ClusterNodeLine[],
  slot: number,
): ClusterNodeLine | undefined {
  return lines.find(({ slots }) => slots.some((range) => holdsSlot(parseSlotRange(range), slot)));
}

function owners(lines: readonly ClusterNodeLine[]): ClusterNodeLine[] {
  return lines
    .filter(({ slots }) => slots.length > 0)
    .sort((one, other) => lowest(one) - lowest(other));
}

function lowest({ slots }: ClusterNodeLine): number {
  return Math.min(...slots.map((range) => parseSlotRange(range).first));
}
