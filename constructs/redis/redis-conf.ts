import type { RedisClusterModel } from "./model";
import type { RedisNode } from "./topology";

/** Absolute paths as the server sees them. */
export interface RedisPaths {
  /** Folder of `nodes.conf`, append-only files and snapshots. */
  readonly dataDirectory: string;
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  readonly users: string;
  /** The file with `masterauth` and the secret command names, written outside of Terraform. */
  readonly secrets: string;
  /** An empty text sends the log to standard output. */
  readonly log: string;
}

/** Seconds that a replica may lag and still count for `min-replicas-to-write`. */
export const MIN_REPLICAS_MAX_LAG_SECONDS = 2;

/** Text of a node's `redis.conf`; holds no secret. */
export function renderRedisConf(
  model: RedisClusterModel,
  node: RedisNode,
  paths: RedisPaths,
): string {
  const lines = [
    ...addressLines(model, node),
    "port 0",
    `tls-port ${node.port}`,
    `tls-cert-file ${quote(paths.certificate)}`,
    `tls-key-file ${quote(paths.key)}`,
    `tls-ca-cert-file ${quote(paths.authority)}`,
    "tls-auth-clients no",
    "tls-replication yes",
    "tls-cluster yes",
    'tls-protocols "TLSv1.2 TLSv1.3"',
    "daemonize no",
    `logfile ${quote(paths.log)}`,
    `dir ${quote(paths.dataDirectory)}`,
    "cluster-enabled yes",
    "cluster-config-file nodes.conf",
    `cluster-port ${node.busPort}`,
    `cluster-node-timeout ${model.nodeTimeoutMs}`,
    // The declared topology stands: a replica that wandered to another shard would be missed in its own.
    "cluster-allow-replica-migration no",
    `cluster-require-full-coverage ${model.fullCoverage ? "yes" : "no"}`,
    // The engine waits 5 s before a first full synchronisation unless told otherwise.
    "repl-diskless-sync yes",
    "repl-diskless-sync-delay 0",
    // Unless told otherwise 10 s for a replica that lags: with the hand-over before, nearly all of the 15 s in which
    // Docker's engine stops its containers when it stops itself.
    "shutdown-timeout 4",
    `maxmemory ${model.maxMemoryMib}mb`,
    `maxmemory-policy ${model.eviction}`,
    'save ""',
    ...persistenceLines(model),
    ...durabilityLines(model),
    `aclfile ${quote(paths.users)}`,
    "acl-pubsub-default resetchannels",
    ...model.renamedCommands.disabled.map((command) => `rename-command ${command} ""`),
    `include ${quote(paths.secrets)}`,
  ];
  return lines.join("\n") + "\n";
}

/** Values for the file that `redis.conf` includes last. */
export interface RedisSecretValues {
  readonly replicationUser: string;
  readonly replicationPassword: string;
  /** Secret name by original command. */
  readonly commandNames: Readonly<Record<string, string>>;
}

/** Text of the included file; every line is a secret. */
export function renderSecretConf(values: RedisSecretValues): string {
  const renames = Object.entries(values.commandNames).map(
    ([command, name]) => `rename-command ${command} ${name}`,
  );
  return [
    `masteruser ${values.replicationUser}`,
    `masterauth ${values.replicationPassword}`,
    ...renames,
    "",
  ].join("\n");
}

/**
 * In a network of its own a node listens at whatever address it has there, and lets the others find out
 * which: it may come back with another one. Clients are told its name.
 */
function addressLines({ network }: RedisClusterModel, node: RedisNode): string[] {
  if (network === undefined) {
    return [`bind ${node.address}`, `cluster-announce-ip ${node.address}`];
  }
  return [
    "bind * -::*",
    `cluster-announce-hostname ${node.networkHost ?? node.host}`,
    "cluster-preferred-endpoint-type hostname",
  ];
}

function persistenceLines(model: RedisClusterModel): string[] {
  const { fsync } = model.persistence;
  return fsync === undefined ? ["appendonly no"] : ["appendonly yes", `appendfsync ${fsync}`];
}

function durabilityLines(model: RedisClusterModel): string[] {
  if (model.durability === undefined) return [];
  return [
    `min-replicas-to-write ${model.durability.minReplicasToWrite}`,
    `min-replicas-max-lag ${MIN_REPLICAS_MAX_LAG_SECONDS}`,
  ];
}

/** Quotes as redis.conf reads it: backslash and quotation mark are escaped. */
function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
