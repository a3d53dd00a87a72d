import type { Recovery } from "../operate/redis/recoveries";
import type { Subject } from "../constructs/policy/subject";

/** How a step that takes minutes is followed and ended; targets whose steps take seconds need neither. */
export interface DriverWatch {
  /** Ends the wait, not what was begun. @default - none */
  readonly signal?: AbortSignal;
  /** One line of progress. @default - nobody is told */
  readonly progress?: (line: string) => void;
}

/** Packets that are dropped at a node. */
export interface NetworkCut {
  /** References of other nodes. */
  readonly peers: readonly string[];
  /** Whose packets: the peers', or those of everybody else, as of clients. */
  readonly whom: "peers" | "everybody else";
  /** Seen from the node. @default - both */
  readonly directions?: readonly ("in" | "out")[];
}

/** The disk that a node's data lies on. */
export interface NodeDisk {
  /** The same for all nodes that share it. */
  readonly device: string;
  readonly freeBytes: number;
}

/** What a node may use, and what follows when it ends by itself. */
export interface NodeLimits {
  /** Bytes of memory, swap included. */
  readonly memoryBytes: number;
  /** In the words of what runs the node, such as `on-failure:5`; `no` leaves it down. */
  readonly restart: string;
}

/** What the harness may do to a node; one implementation per target in `faults/`. */
export interface TargetDriver {
  /** What runs the nodes in the place of the harness. @default - nothing does */
  readonly service?: NodeService;
  /** Ends all of a node at once (SIGKILL), what has started its server included: the machine is gone. */
  kill(ref: string): Promise<void>;
  /**
   * Ends the server's process alone (SIGKILL): what has started it lives, and knows. Does not wait for what that
   * makes of it.
   *
   * @default - not on this target
   */
  crash?(ref: string): Promise<void>;
  /**
   * What has started the server noted of each of its deaths, the last one last.
   *
   * @default - not on this target
   */
  recoveries?(ref: string): Promise<readonly Recovery[]>;
  /** Asks the node to stop; a primary hands its slots over first. Resolves when it is gone. */
  stop(ref: string, watch?: DriverWatch): Promise<void>;
  /** Freezes the server's process; its connections stay half open. */
  pause(ref: string): Promise<void>;
  /** Undoes `pause`. */
  resume(ref: string): Promise<void>;
  /**
   * Takes a running node off every network: it reaches nobody, and nobody reaches it.
   *
   * @default - the target cannot
   */
  disconnect?(ref: string): Promise<void>;
  /**
   * Undoes `disconnect`, with the same address.
   *
   * @param place what `placeOf` told before. @default - what this driver has seen itself
   */
  reconnect?(ref: string, place?: unknown): Promise<void>;
  /** What another driver needs to reconnect the node, as JSON takes it. */
  placeOf?(ref: string): Promise<unknown>;
  /**
   * Drops packets at a running node, also those of connections that stand. A second cut replaces the
   * first, and a node that starts again has none.
   *
   * @default - not on this target
   */
  isolate?(ref: string, cut: NetworkCut): Promise<void>;
  /** Undoes `isolate`, also of a driver that is gone; no-op when there is no cut. */
  restoreNetwork?(ref: string): Promise<void>;
  /**
   * Why `isolate` is in vain from here, such as for lack of rights; `undefined` when it works.
   *
   * @default - it always works where there is `isolate`
   */
  whyNoIsolation?(ref: string): Promise<string | undefined>;
  /**
   * What a node may use now.
   *
   * @default - the target sets no limits
   */
  limits?(ref: string): Promise<NodeLimits>;
  /** Sets other limits, which hold at once; to undo it, the former ones. */
  setLimits?(ref: string, limits: NodeLimits): Promise<void>;
  /** Whether a node's server was ended for lack of memory since a moment, whether or not it runs again. */
  wasOutOfMemory?(ref: string, since: Date): Promise<boolean>;
  /**
   * Removes everything that a node which is down has stored; nothing undoes it.
   *
   * @default - the target has no node that comes back from it by itself
   */
  loseData?(ref: string): Promise<void>;
  /**
   * The disk of a node's data.
   *
   * @default - nobody but the target fills it
   */
  disk?(ref: string): Promise<NodeDisk>;
  /** Fills the disk of a node's data, for everybody who has something there. */
  fillDisk?(ref: string): Promise<void>;
  /** Undoes `fillDisk`, also of a driver that is gone; no-op when it is not filled. */
  freeDisk?(ref: string): Promise<void>;
  /** Starts a node that is down with the configuration it was deployed with; no-op when it runs. */
  start(ref: string, watch?: DriverWatch): Promise<void>;
  /**
   * Gives a ring's node one more user, or that user another password, where its server finds its users; without
   * a password takes it away again. Not for users of applications.
   *
   * @default - the target cannot
   */
  setLogin?(ref: string, user: string, password: string | undefined): Promise<void>;
  /**
   * Lays a certificate beside the one that a node was deployed with, where its server can read it.
   *
   * @param certificate PEM text; for the key that the node has
   * @returns its path as the server knows it
   * @default - the target's nodes read no certificate that one could lay there
   */
  layCertificate?(ref: string, certificate: string): Promise<string>;
  /** Undoes `layCertificate`, also of a driver that is gone; no-op when there is none. */
  removeCertificate?(ref: string): Promise<void>;
  /** Whether the server's process is alive. */
  isRunning(ref: string): Promise<boolean>;
  /** The last lines of the node's log. */
  logs(ref: string, lines: number): Promise<string>;
  /**
   * Marks the end of the node's log; what it returns reads everything that was written since.
   *
   * @default - the target keeps logs where the harness does not read them
   */
  openLog?(ref: string): Promise<() => Promise<string>>;
  /**
   * What the engine says of the node, of its networks and of its volumes, for the rules of the policy.
   *
   * @default - the target has no policy over what runs
   */
  inspect?(ref: string): Promise<Subject[]>;
}

/** A service that runs nodes: what it is asked for, and what it does by itself. */
export interface NodeService {
  /** Milliseconds in which clients find a node that the service has started again, under a new address. */
  readonly foundAgainMs: number;
  /**
   * The cluster that a node is of; `undefined` where the service shows no shards.
   *
   * @param ref of any of its nodes
   */
  look(ref: string, watch?: DriverWatch): Promise<ServedCluster | undefined>;
  /**
   * Has the service replace the primary of a shard as it would after a failure; resolves when it tells that a
   * replica has taken over. The old primary is still away.
   *
   * @param ref of any node of the shard
   */
  failOver(ref: string, watch?: DriverWatch): Promise<ServedFailover>;
  /** Waits until every shard of the cluster of a node is available. */
  settle(ref: string, watch?: DriverWatch): Promise<void>;
}

/** A cluster as its service tells. */
export interface ServedCluster {
  /** In the service's own words. */
  readonly status: string;
  readonly isAvailable: boolean;
  readonly shards: readonly ServedShard[];
}

export interface ServedShard {
  readonly id: string;
  /** Such as `0-5460`; several where slots were moved. */
  readonly slots: readonly string[];
  /** Names of its nodes, as in the `ref` of a manifest. */
  readonly members: readonly string[];
}

/** A failover that the service has told of, by the names of nodes. */
export interface ServedFailover {
  readonly from: string;
  readonly to: string;
}
