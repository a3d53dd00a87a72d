import { existsSync } from "node:fs";
import { join } from "node:path";
import type { HostRedisOrder } from "../../constructs/redis/host/host-redis-cluster";
import { ValidationError } from "../../constructs/core/errors";
import { modelOf, type RedisClusterModel } from "../../constructs/redis/model";
import { renderBirthSeed, renderEmptySeed } from "../../constructs/redis/nodes-conf";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import { clusterNodeId, type RedisNode } from "../../constructs/redis/topology";
import { writePrivateFile } from "../../secrets/files";
import { SecretStore } from "../../secrets/secret-store";
import { ClusterWatch } from "../redis/cluster-watch";
import { rejoin, waitForShardOwner } from "../redis/rejoin";
import { waitWhole } from "../redis/wait-whole";
import { ensureHome } from "./home-folder";
import { readHomeState, writeHomeState, type HomeState } from "./home-state";
import { withHomeLock } from "./lock";
import { digestOf, layFiles, startedDigest, type NodeFiles } from "./node-files";
import { NodeFolder, type ServiceAccount } from "./node-folder";
import { isRunning, startNode } from "./node-launch";
import { stopNode } from "./node-stop";
import { requireFreePort } from "./ports";
import { requireProgram } from "./programs";
import { redisNodeFiles } from "./redis-files";
import { serviceAccount } from "./service-account";
import { layFolder } from "./ownership";

interface Member {
  readonly node: RedisNode;
  readonly folder: NodeFolder;
  readonly files: NodeFiles;
}

/**
 * Brings the servers of one cluster to what the specification says, from whatever state they are
 * in, and returns when the cluster is whole. Running it again changes nothing.
 *
 * @throws ValidationError REDIS_TOPOLOGY_CHANGED
 * @throws UnavailableError HOST_LOCKED, HOST_PORT_TAKEN, HOST_PROGRAM_MISSING, HOST_ACCOUNT_MISSING, SECRET_MISSING
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE, REDIS_SHARD_LOST
 */
export async function reconcileRedis(
  order: HostRedisOrder,
  log: (line: string) => void,
): Promise<void> {
  await withHomeLock(order.home, () => new RedisReconciliation(order, log).execute());
}

class RedisReconciliation {
  private readonly model: RedisClusterModel;
  private readonly account: ServiceAccount | undefined;
  private readonly members: readonly Member[];
  private readonly watch: ClusterWatch;
  private state: HomeState;

  constructor(
    private readonly order: HostRedisOrder,
    private readonly log: (line: string) => void,
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
      const folder = new NodeFolder(join(order.home, node.id));
      const files = redisNodeFiles(this.model, node, folder, secrets, programs, this.account);
      return { node, folder, files };
    });
    this.watch = new ClusterWatch(this.model.nodes, {
      user: OPERATOR_USER,
      password: secrets.password(this.model.name, OPERATOR_USER),
      authority: secrets.authority(),
    });
    this.state = readHomeState(order.home);
  }

  async execute(): Promise<void> {
    this.requireSameTopology();
    try {
      await this.startDown();
      await this.restartChanged();
    } finally {
      this.watch.close();
    }
    this.remember({ ...this.state, lastIncident: this.order.incident });
  }

  /** A birth seed that joins a living cluster makes two views of it, and keys are deleted. */
  private requireSameTopology(): void {
    const { topology } = this.state;
    const { name, shards, replicasPerShard } = this.model;
    if (topology === undefined) return;
    if (topology.shards === shards && topology.replicasPerShard === replicasPerShard) return;
    throw new ValidationError("REDIS_TOPOLOGY_CHANGED", {
      problem: `the shape of ${name} cannot be changed while it has data`,
      received: { shards, replicasPerShard },
      allowed: JSON.stringify(topology),
      fix: "set the numbers back; or begin anew without the data: cachefort down --data, then cachefort up",
    });
  }

  private async startDown(): Promise<void> {
    const down = this.members.filter(({ folder }) => !isRunning(folder));
    const emptied = down.filter((member) => this.isEmptied(member));
    const starting = down.filter((member) => !emptied.includes(member));
    if (starting.length > 0) {
      this.log(`starting ${starting.map(({ node }) => node.id).join(", ")}`);
      for (const member of starting) await this.prepare(member);
      await Promise.all(starting.map(({ folder }) => startNode(folder)));
      this.log("started; waiting until every node agrees and every replica is linked");
    }
    for (const member of emptied) await this.bringBack(member);
    await this.waitWhole();
  }

  private async restartChanged(): Promise<void> {
    const changed = this.members.filter(
      ({ folder, files }) => startedDigest(folder) !== digestOf(files),
    );
    const views = await this.watch.look();
    const isPrimary = ({ node }: Member): boolean =>
      views.some(
        (view) =>
          view.node.id === node.id &&
          view.lines.some(({ flags }) => flags.includes("myself") && flags.includes("master")),
      );
    // A primary goes last: by then the replica that takes over has its new configuration.
    const ordered = [
      ...changed.filter((member) => !isPrimary(member)),
      ...changed.filter(isPrimary),
    ];
    for (const member of ordered) {
      this.log(`restarting ${member.node.id}: its configuration changed`);
      await stopNode(member.folder, "orderly");
      layFiles(member.folder, member.files, this.account);
      await startNode(member.folder);
      await this.waitWhole();
    }
  }

  /** A node that had its birth and lost its data since must not claim its slots again. */
  private isEmptied({ node, folder }: Member): boolean {
    return this.state.born.includes(node.id) && !existsSync(folder.data("nodes.conf"));
  }

  private async prepare(member: Member): Promise<void> {
    const { node, folder, files } = member;
    await requireFreePort(node.host, node.port, node.id);
    await requireFreePort(node.host, node.busPort, node.id);
    // A crash may have left the runner's server alive without its runner, or the reverse.
    await stopNode(folder, "quick");
    if (!this.state.born.includes(node.id)) this.giveBirthSeed(member);
    layFiles(folder, files, this.account);
  }

  private giveBirthSeed({ node, folder }: Member): void {
    folder.create(this.account);
    // What lies there belongs to a cluster that this state knows nothing of.
    this.laySeed(folder, renderBirthSeed(this.model, node));
    const { shards, replicasPerShard } = this.model;
    // Not before: an interruption in between would leave a node that counts as emptied.
    this.remember({
      ...this.state,
      born: [...this.state.born, node.id],
      topology: { shards, replicasPerShard },
    });
  }

  private async bringBack(member: Member): Promise<void> {
    const { node, folder } = member;
    this.log(`node ${node.id} has lost its data: waiting for its shard's other node`);
    const timeoutMs = 3 * this.model.nodeTimeoutMs + 10_000;
    const owner = await waitForShardOwner(this.watch, this.model, node, timeoutMs);
    const incarnation = (this.state.incarnations[node.id] ?? 0) + 1;
    const { environment, name } = this.model;
    const id = clusterNodeId(environment, name, node.id, incarnation);
    this.remember({
      ...this.state,
      incarnations: { ...this.state.incarnations, [node.id]: incarnation },
    });
    await this.prepare(member);
    this.laySeed(folder, renderEmptySeed(node, id));
    await startNode(folder);
    await rejoin(this.watch, this.model, node, id, owner, timeoutMs);
    this.log(`node ${node.id} is back as a replica`);
  }

  private laySeed(folder: NodeFolder, text: string): void {
    layFolder(folder.data(""), this.account, () =>
      writePrivateFile(folder.data("nodes.conf"), text),
    );
  }

  private waitWhole(): Promise<void> {
    const folders = new Map(this.members.map(({ node, folder }) => [node.id, folder]));
    return waitWhole(this.watch, folders, 30_000 + 4 * this.model.nodeTimeoutMs);
  }

  private remember(state: HomeState): void {
    this.state = state;
    writeHomeState(this.order.home, state);
  }
}
