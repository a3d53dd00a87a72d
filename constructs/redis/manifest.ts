import {
  MANIFEST_SCHEMA,
  type RedisManifest,
  type RedisManifestUser,
  type SecretReference,
} from "../core/manifest";
import type { RedisClusterModel } from "./model";
import { SLOT_COUNT } from "./slots";
import { SYSTEM_USERS } from "./system-users";
import type { RedisNode } from "./topology";
import type { RedisUser } from "./user";

/** Where a target keeps what the manifest refers to. */
export interface RedisManifestReferences {
  readonly target: RedisManifest["target"];
  readonly authority: RedisManifest["tls"]["ca"];
  password(user: string): SecretReference;
  commandName(command: string): SecretReference;
  nodeRef(node: RedisNode): string;
}

/** The manifest of a cluster whose nodes are reached at the addresses of its model. */
export function redisManifestOf(
  model: RedisClusterModel,
  references: RedisManifestReferences,
): RedisManifest {
  return {
    schema: MANIFEST_SCHEMA,
    environment: model.environment,
    target: references.target,
    kind: "redis-cluster",
    name: model.name,
    engine: { name: model.engine.name, version: model.engine.version },
    entrypoints: model.nodes.map((node) => ({ host: node.host, port: node.port })),
    nodes: model.nodes.map((node) => ({
      id: node.id,
      shard: node.shard,
      bornAs: node.bornAs,
      host: node.host,
      ...(node.networkHost === undefined ? {} : { networkHost: node.networkHost }),
      ...(node.address === node.host ? {} : { address: node.address }),
      port: node.port,
      ref: references.nodeRef(node),
    })),
    topology: {
      shards: model.shards,
      replicasPerShard: model.replicasPerShard,
      slots: SLOT_COUNT,
    },
    nodeTimeoutMs: model.nodeTimeoutMs,
    fullCoverage: model.fullCoverage,
    onCrash: model.onCrash,
    tls: { ca: references.authority, minVersion: "TLSv1.2" },
    users: [
      ...model.users.map((user) => ({
        name: user.name,
        role: user.role,
        keys: [...user.keys],
        channels: [...user.channels],
        ...(user.role === "custom" ? customRules(user) : {}),
        auth: { password: references.password(user.name) },
      })),
      ...SYSTEM_USERS.map((user) => ({
        name: user.name,
        role: "system" as const,
        keys: [...user.keys],
        channels: [...user.channels],
        auth: { password: references.password(user.name) },
      })),
    ],
    renamedCommands: [
      ...model.renamedCommands.disabled.map((command) => ({ command, as: null })),
      ...model.renamedCommands.renamed.map((command) => ({
        command,
        as: references.commandName(command),
      })),
    ],
  };
}

/** What only a custom user has; the rules of the others follow from their role. */
export function customRules({
  readKeys,
  writeKeys,
  commands,
  selectors,
}: RedisUser): Pick<RedisManifestUser, "readKeys" | "writeKeys" | "commands" | "selectors"> {
  return {
    readKeys: [...readKeys],
    writeKeys: [...writeKeys],
    commands: [...commands],
    selectors: selectors.map((selector) => ({
      keys: [...selector.keys],
      readKeys: [...selector.readKeys],
      writeKeys: [...selector.writeKeys],
      channels: [...selector.channels],
      commands: [...selector.commands],
    })),
  };
}
