import { createHash } from "node:crypto";
import { placeInNetwork, type NodeNetwork } from "../core/node-network";
import { slotRanges, type SlotRange } from "./slots";

/** Distance of the cluster bus from the data port; the engine's own default. */
export const BUS_PORT_OFFSET = 10000;

/** One server of a cluster as it is planned, not as it is. */
export interface RedisNode {
  /** `<shard>-<index>`; index 0 is born as primary. */
  readonly id: string;
  readonly shard: number;
  readonly index: number;
  readonly bornAs: "primary" | "replica";
  /** Name or address that clients reach the node by, those on the engine's machine where it is a container. */
  readonly host: string;
  /** Name that containers of its network reach the node by, and that it announces. @default - `host` */
  readonly networkHost?: string;
  /** Address that the other nodes reach it by, and that `CLUSTER NODES` shows. */
  readonly address: string;
  readonly port: number;
  readonly busPort: number;
  /** The 40 hexadecimal digits under which the cluster knows the node. */
  readonly clusterNodeId: string;
}

/** What shapes a topology; all resolved. */
export interface TopologyProps {
  readonly environment: string;
  readonly name: string;
  readonly shards: number;
  readonly replicasPerShard: number;
  /** Name or address that clients reach every node by. */
  readonly host: string;
  /** Port of the first node; the others follow without a gap. */
  readonly basePort: number;
  /**
   * Network that the nodes have to themselves.
   *
   * @default - none: the nodes reach each other by `host`
   */
  readonly network?: NodeNetwork | undefined;
}

/** Every node of the cluster, primaries first, so that a new replica never moves a port. */
export function planNodes(props: TopologyProps): RedisNode[] {
  const nodes: RedisNode[] = [];
  for (let index = 0; index <= props.replicasPerShard; index++) {
    for (let shard = 0; shard < props.shards; shard++) {
      const id = `${shard}-${index}`;
      const port = props.basePort + index * props.shards + shard;
      nodes.push({
        id,
        shard,
        index,
        bornAs: index === 0 ? "primary" : "replica",
        port,
        busPort: port + BUS_PORT_OFFSET,
        clusterNodeId: clusterNodeId(props.environment, props.name, id, 0),
        ...(props.network === undefined
          ? { host: props.host, address: props.host }
          : placeInNetwork(props.network, props.host, id, port)),
      });
    }
  }
  return nodes;
}

/**
 * The cluster-wide id of a node.
 *
 * @param incarnation 0 at first creation, one more each time the node comes back without its data:
 * a forgotten id is banned for 60 s (CLUSTER FORGET), a new one is not
 */
export function clusterNodeId(
  environment: string,
  cluster: string,
  node: string,
  incarnation: number,
): string {
  return createHash("sha1")
    .update(`${environment}/${cluster}/${node}/${incarnation}`)
    .digest("hex");
}

/** Slots that a node is born with; a replica has none of its own. */
export function bornSlots(node: RedisNode, shards: number): SlotRange | undefined {
  return node.bornAs === "primary" ? slotRanges(shards)[node.shard] : undefined;
}
