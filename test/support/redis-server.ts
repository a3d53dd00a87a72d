import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Redis from "ioredis";
import type { LoadedManifest } from "../../clients/manifest-file";
import { connectNode } from "../../clients/redis/node-connection";
import type { RedisManifest } from "../../constructs/core/manifest";
import { redisManifestOf } from "../../constructs/redis/manifest";
import { createRedisModel, type RedisClusterModel } from "../../constructs/redis/model";
import type { RedisClusterProps } from "../../constructs/redis/props";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import type { RedisNode } from "../../constructs/redis/topology";
import { RedisUser } from "../../constructs/redis/user";
import { loginNames } from "../../constructs/redis/users-acl";
import { type CertificateNames, nodeCertificateNames } from "../../constructs/tls/names";
import { installedRedis } from "../../operate/host/installed";
import { logTail } from "../../operate/host/log-tail";
import { NodeFolder } from "../../operate/host/node-folder";
import { startNode } from "../../operate/host/node-launch";
import { until } from "../../operate/host/until";
import { ClusterWatch } from "../../operate/redis/cluster-watch";
import { nodeProcesses } from "../../operate/host/node-processes";
import { waitWhole } from "../../operate/redis/wait-whole";
import { SecretStore } from "../../secrets/secret-store";
import type { TargetDriver } from "../../smoke/driver";
import { HostDriver } from "../../smoke/faults/host";
import { accepts } from "./accepts";
import { endNode, layNode, type TestNodeOptions } from "./redis-node";

const NAME = "cluster";
const HOST = "127.0.0.1";
const WHOLE_MS = 20_000;
const BUS_OFFSET = 10_000;
const MAX_NODES = 9;
/** Linux gives 32768 and above to outgoing connections (`ip_local_port_range`). */
const LAST_OWN_PORT = 32_767;

/** How a test cluster differs from one as the kit deploys it; nothing given is a good one. */
export interface TestClusterOptions extends TestNodeOptions {
  /**
   * Port of the first node; with the defaults the cluster takes 6 ports from here, and 6 bus ports. At most 22,767 less the
   * nodes: a bus port above would lie among those that a system gives to connections.
   */
  readonly port: number;
  /**
   * Anything else about the cluster.
   * @default - a node timeout of 2000 ms, users `api` (readWrite) and `report` (readOnly) of `session:*`
   */
  readonly props?: Partial<RedisClusterProps>;
  /** Names in a node's certificate. @default - as the kit writes them */
  readonly names?: (good: CertificateNames, node: RedisNode) => CertificateNames;
  /** Nodes that are started, by id; the manifest names them all. @default - every node */
  readonly only?: readonly string[];
  /**
   * What to wait for: that the cluster is whole, or merely that each node accepts connections.
   * @default "whole"
   */
  readonly wait?: "whole" | "listening";
}

/** A cluster of real servers with its manifest, a driver for it and its secrets. */
export interface TestCluster {
  readonly deployed: LoadedManifest<RedisManifest>;
  readonly driver: TargetDriver;
  readonly model: RedisClusterModel;
  readonly secrets: SecretStore;
  /** The name under which this cluster knows a renamed command. */
  commandName(command: string): string;
  /** A connection of `cf-operator` to one node; the caller disconnects it. */
  operator(nodeId: string): Promise<Redis>;
  /** Ends the servers, also frozen ones, and removes every file. */
  close(): Promise<void>;
}

/** Starts a cluster from the same parts as the host target does; after a failed start nothing is left. */
export async function startTestCluster(options: TestClusterOptions): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), "cachefort-redis-"));
  // The servers' own account must pass; what is in here is 0600 or in a folder of 0700.
  chmodSync(directory, 0o711);
  const lastBusPort = options.port + BUS_OFFSET + MAX_NODES;
  if (lastBusPort > LAST_OWN_PORT) throw new RangeError(`port ${options.port} is too high`);
  const model = createRedisModel(
    {
      nodeTimeoutMs: 2000,
      users: [
        RedisUser.readWrite("api", { keys: ["session:*"], channels: ["session:*"] }),
        RedisUser.readOnly("report", { keys: ["session:*"] }),
      ],
      ...options.props,
      name: NAME,
    },
    { environment: "test", engine: installedRedis(), host: HOST, basePort: options.port },
  );
  const secrets = new SecretStore(join(directory, "secrets"), "test");
  const started = model.nodes.filter(({ id }) => options.only?.includes(id) ?? true);
  const folders = new Map(started.map(({ id }) => [id, new NodeFolder(join(directory, id))]));
  const close = async (): Promise<void> => {
    await Promise.all([...folders.values()].map(endNode));
    options.disks?.unmount();
    rmSync(directory, { recursive: true });
  };
  try {
    await ensureSecrets(secrets, model, options);
    for (const node of started) {
      await layNode(model, node, folderOf(folders, node), secrets, options);
    }
    await Promise.all([...folders.values()].map(startNode));
    await waitFor(options.wait ?? "whole", model, started, folders, secrets);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    deployed: { manifest: manifestOf(model), directory },
    driver: new HostDriver(directory),
    model,
    secrets,
    commandName: (command) => secrets.commandName(NAME, command),
    operator: (nodeId) => connectOperator(nodeOf(model, nodeId), secrets),
    close,
  };
}

/** The same cluster with a manifest that says something else. */
export function withManifest(cluster: TestCluster, change: Partial<RedisManifest>): TestCluster {
  const manifest = { ...cluster.deployed.manifest, ...change };
  return { ...cluster, deployed: { ...cluster.deployed, manifest } };
}

async function ensureSecrets(
  secrets: SecretStore,
  model: RedisClusterModel,
  { names }: TestClusterOptions,
): Promise<void> {
  const certificates = model.nodes.map((node) => {
    const good = nodeCertificateNames(`${NAME}-${node.id}`, [node.host]);
    return [node.id, names?.(good, node) ?? good] as const;
  });
  await secrets.ensure([
    {
      owner: NAME,
      users: loginNames(model.users),
      commands: model.renamedCommands.renamed,
      certificates: Object.fromEntries(certificates),
    },
  ]);
}

async function waitFor(
  what: "whole" | "listening",
  model: RedisClusterModel,
  started: readonly RedisNode[],
  folders: ReadonlyMap<string, NodeFolder>,
  secrets: SecretStore,
): Promise<void> {
  if (what === "whole") {
    const watch = new ClusterWatch(model.nodes, operatorLogin(secrets));
    try {
      return await waitWhole(
        watch,
        nodeProcesses((id) => folders.get(id)),
        WHOLE_MS,
      );
    } finally {
      watch.close();
    }
  }
  const listening = await until(WHOLE_MS, async () => {
    const answers = await Promise.all(started.map(({ host, port }) => accepts(host, port)));
    return answers.every((accepted) => accepted);
  });
  if (listening) return;
  const logs = [...folders.values()].map((folder) => logTail(folder.log));
  throw new Error(`a node does not listen; the logs end with:\n${logs.join("\n")}`);
}

function connectOperator({ host, port }: RedisNode, secrets: SecretStore): Promise<Redis> {
  return connectNode({ host, port, ...operatorLogin(secrets) });
}

function operatorLogin(secrets: SecretStore) {
  const password = secrets.password(NAME, OPERATOR_USER);
  return { user: OPERATOR_USER, password, authority: secrets.authority() };
}

function folderOf(folders: ReadonlyMap<string, NodeFolder>, { id }: RedisNode): NodeFolder {
  const folder = folders.get(id);
  if (folder === undefined) throw new Error(`node ${id} has no folder`);
  return folder;
}

function nodeOf(model: RedisClusterModel, id: string): RedisNode {
  const node = model.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`there is no node ${id}`);
  return node;
}

function manifestOf(model: RedisClusterModel): RedisManifest {
  return redisManifestOf(model, {
    target: "host",
    authority: { file: "secrets/ca.crt" },
    password: (user) => ({ file: `secrets/${NAME}/users/${user}.password` }),
    commandName: (command) => ({ file: `secrets/${NAME}/commands/${command}.name` }),
    nodeRef: (node) => node.id,
  });
}
