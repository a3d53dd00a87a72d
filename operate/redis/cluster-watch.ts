import type Redis from "ioredis";
import { connectNode, type NodeConnectionProps } from "../../clients/redis/node-connection";
import {
  coversAllSlots,
  ownershipOf,
  parseClusterNodes,
  type ClusterNodeLine,
} from "../../constructs/redis/cluster-nodes";

/** A node to be watched. */
export interface WatchedNode {
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

/** What a watch logs in with and trusts; a function is asked for each connection. */
export type WatchLogin = Pick<NodeConnectionProps, "user" | "password" | "authority">;

/** What one node says of the cluster, or why it says nothing. */
export interface NodeView {
  readonly node: WatchedNode;
  readonly lines: readonly ClusterNodeLine[];
  readonly isStateOk: boolean;
  /** For a replica, whether its link to the primary is up; `true` for a primary. */
  readonly isLinked: boolean;
  readonly problem: string | undefined;
}

/** Asks every node of a cluster, over connections that are kept from one look to the next. */
export class ClusterWatch {
  private readonly connections = new Map<string, Redis>();

  constructor(
    private watched: readonly WatchedNode[],
    private readonly login: WatchLogin | (() => Promise<WatchLogin>),
  ) {}

  /** The nodes that are looked at. */
  get nodes(): readonly WatchedNode[] {
    return this.watched;
  }

  /** From now on looks at other nodes. */
  watchOnly(nodes: readonly WatchedNode[]): void {
    this.watched = nodes;
  }

  /** One view of every node, in their order. */
  look(): Promise<NodeView[]> {
    return Promise.all(this.watched.map((node) => this.view(node)));
  }

  /** A connection to one node; it is closed by `close`. */
  async connection(node: WatchedNode): Promise<Redis> {
    const address = `${node.host}:${node.port}`;
    const kept = this.connections.get(address);
    if (kept !== undefined && kept.status === "ready") return kept;
    kept?.disconnect();
    this.connections.delete(address);
    const login = typeof this.login === "function" ? await this.login() : this.login;
    const made = await connectNode({ ...login, host: node.host, port: node.port });
    this.connections.set(address, made);
    return made;
  }

  close(): void {
    for (const connection of this.connections.values()) connection.disconnect();
    this.connections.clear();
  }

  private async view(node: WatchedNode): Promise<NodeView> {
    try {
      const connection = await this.connection(node);
      const [info, nodes, replication] = await Promise.all([
        connection.call("CLUSTER", "INFO") as Promise<string>,
        connection.call("CLUSTER", "NODES") as Promise<string>,
        connection.info("replication"),
      ]);
      const isReplica = replication.includes("role:slave");
      return {
        node,
        lines: parseClusterNodes(nodes),
        isStateOk: info.includes("cluster_state:ok"),
        isLinked: !isReplica || replication.includes("master_link_status:up"),
        problem: undefined,
      };
    } catch (error) {
      const problem = (error as Error).message;
      return { node, lines: [], isStateOk: false, isLinked: false, problem };
    }
  }
}

/**
 * Why a cluster is not whole, or `undefined` when it is: every node answers and is `ok`, all see
 * the same owners and ids and exactly the expected number of nodes, none of which it counts as failed,
 * every slot is owned, every replica is linked to its primary. A node that is counted as failed is told
 * to no client and takes no hand-over.
 */
export function whyNotWhole(views: readonly NodeView[]): string | undefined {
  const silent = views.find((view) => view.problem !== undefined);
  if (silent !== undefined) return `node ${silent.node.id} does not answer: ${silent.problem}`;
  const [first] = views;
  for (const view of views) {
    if (view.lines.length !== views.length) {
      return `node ${view.node.id} knows ${view.lines.length} of ${views.length} nodes`;
    }
    if (first !== undefined && ownershipOf(view.lines) !== ownershipOf(first.lines)) {
      return `nodes ${first.node.id} and ${view.node.id} see different owners`;
    }
    if (!view.isStateOk) return `node ${view.node.id} says that the cluster is not ok`;
    const failed = view.lines.find(
      ({ flags }) => flags.includes("fail") || flags.includes("fail?"),
    );
    if (failed !== undefined) return `node ${view.node.id} counts ${failed.id} as failed`;
    if (!view.isLinked) return `replica ${view.node.id} has no link to its primary`;
  }
  return first !== undefined && !coversAllSlots(first.lines) ? "a slot has no owner" : undefined;
}
