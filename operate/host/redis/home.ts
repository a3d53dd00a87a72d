import { existsSync } from "node:fs";
import { join } from "node:path";
import type { HostRedisOrder } from "../../../constructs/redis/host/host-redis-cluster";
import { modelOf, type RedisClusterModel } from "../../../constructs/redis/model";
import { OPERATOR_USER } from "../../../constructs/redis/system-users";
import { clusterNodeId, planNodes, type RedisNode } from "../../../constructs/redis/topology";
import { SecretStore } from "../../../secrets/secret-store";
import { ClusterWatch, type WatchedNode } from "../../redis/cluster-watch";
import { forgetStrangers } from "../../redis/forget";
import { observeOwners } from "../../redis/shard-owners";
import { waitWhole } from "../../redis/wait-whole";
import { ensureHome } from "../home-folder";
import { readHomeState, writeHomeState, type HomeState } from "../home-state";
import type { NodeFiles } from "../node-files";
import { NodeFolder, type ServiceAccount } from "../node-folder";
import { isRunning, launchedPort } from "../node-launch";
import { nodeProcesses } from "../node-processes";
import { requireProgram } from "../programs";
import { redisNodeFiles } from "../redis-files";
import { serviceAccount } from "../service-account";
import { hasAppendOnlyFile } from "./started-conf";

/** Where the engine lists its append-only files, by its own defaults (`appenddirname`). */
const AOF_MANIFEST = "appendonlydir/appendonly.aof.manifest";

/** A node and where it lies. */
export interface PlacedNode {
  readonly node: RedisNode;
  readonly folder: NodeFolder;
}

/** A node that the specification wants, with everything it is to be started with. */
export interface RedisMember extends PlacedNode {
  readonly files: NodeFiles;
}

/** The servers of one cluster on this machine: what every step of a reconciliation works with. */
export class RedisHome {
  readonly model: RedisClusterModel;
  readonly account: ServiceAccount | undefined;
  /** Every node that the specification wants. */
  readonly members: readonly RedisMember[];
  /** Nodes of the cluster that the specification wants no longer. */
  readonly leavers: readonly PlacedNode[];
  readonly watch: ClusterWatch;
  private current: HomeState;

  constructor(
    readonly order: HostRedisOrder,
    readonly log: (line: string) => void,
  ) {
    this.model = modelOf(order.spec);
    this.account = serviceAccount(["redis", "valkey", "nobody"]);
    ensureHome(order.home, this.account);
    const secrets = new SecretStore(order.secrets, this.model.environment);
    const programs = {
      server: requireProgram(`${this.model.engine.name}-server`),
      cli: requireProgram(`${this.model.engine.name}-cli`),
    };
    this.members = this.model.nodes.map((node) => {
      const folder = this.folderOf(node.id);
      const files = redisNodeFiles(this.model, node, folder, secrets, programs, this.account);
      return { node, folder, files };
    });
    this.current = readHomeState(order.home);
    const { topology, born } = this.current;
    const wanted = new Set(this.model.nodes.map(({ id }) => id));
    this.leavers = planNodes({ ...this.model, ...topology })
      .filter(({ id }) => born.includes(id) && !wanted.has(id))
      .map((node) => ({ node, folder: this.folderOf(node.id) }));
    this.watch = new ClusterWatch([], {
      user: OPERATOR_USER,
      password: secrets.password(this.model.name, OPERATOR_USER),
      authority: secrets.authority(),
    });
  }

  get state(): HomeState {
    return this.current;
  }

  remember(change: Partial<HomeState>): void {
    this.current = { ...this.current, ...change };
    writeHomeState(this.order.home, this.current);
  }

  isBorn({ node }: PlacedNode): boolean {
    return this.current.born.includes(node.id);
  }

  /** A node that had its birth and lost its data since must not claim its slots again. */
  isEmptied(placed: PlacedNode): boolean {
    if (!this.isBorn(placed)) return false;
    const { folder } = placed;
    if (!existsSync(folder.data("nodes.conf"))) return true;
    // The server makes the manifest at its first start.
    return (
      this.current.formed && hasAppendOnlyFile(folder) && !existsSync(folder.data(AOF_MANIFEST))
    );
  }

  /** The id under which the cluster knows a node. */
  clusterIdOf(node: string): string {
    const { environment, name } = this.model;
    return clusterNodeId(environment, name, node, this.current.incarnations[node] ?? 0);
  }

  /** Makes the watched nodes forget all but the nodes that were born or have joined. */
  forgetStrangers(): Promise<void> {
    return forgetStrangers(
      this.watch,
      this.current.born.map((node) => this.clusterIdOf(node)),
    );
  }

  /** Where a node listens now: a changed port counts from its next start on. */
  addressOf({ node, folder }: PlacedNode): WatchedNode {
    const port = isRunning(folder) ? launchedPort(folder) : undefined;
    return { id: node.id, host: node.host, port: port ?? node.port };
  }

  /** Looks from now on at those of the nodes that run. */
  watchRunning(nodes: readonly PlacedNode[]): void {
    const running = nodes.filter(({ folder }) => isRunning(folder));
    this.watch.watchOnly(running.map((placed) => this.addressOf(placed)));
  }

  /** Waits until these nodes are a whole cluster, and takes note of who owns which slots. */
  async waitWhole(nodes: readonly PlacedNode[]): Promise<void> {
    this.watch.watchOnly(nodes.map((placed) => this.addressOf(placed)));
    const processes = nodeProcesses((id) => this.folderOf(id));
    await waitWhole(this.watch, processes, 30_000 + 4 * this.model.nodeTimeoutMs);
    const [view] = await this.watch.look();
    const now = this.current.formed ? Date.now() : 0;
    this.remember({
      formed: true,
      owners: observeOwners(this.current.owners, view?.lines ?? [], now),
    });
  }

  private folderOf(id: string): NodeFolder {
    return new NodeFolder(join(this.order.home, id));
  }
}
