import { CONTAINER } from "../../docker/container-paths";
import type { NodeConf } from "../../docker/node-conf";
import { nodeProgram } from "../../terraform/node-program";
import type { SecretDigests } from "../../core/secret-digests";
import type { RedisClusterModel } from "../model";
import { renderRedisConf } from "../redis-conf";
import { bornSlots, type RedisNode } from "../topology";
import { recoveryEnvironment, recoveryProgram } from "../recovery";
import { renderUsersAcl } from "../users-acl";
import { GUARD_USER, HEALTH_USER, REPLICATION_USER } from "../system-users";

/** Configuration of a node in a container. */
export function redisNodeConf(
  model: RedisClusterModel,
  node: RedisNode,
  secrets: SecretDigests,
): NodeConf {
  return {
    texts: {
      "redis.conf": renderRedisConf(model, node, {
        dataDirectory: CONTAINER.data,
        certificate: CONTAINER.conf("node.crt"),
        key: CONTAINER.conf("node.key"),
        authority: CONTAINER.conf("ca.crt"),
        users: CONTAINER.conf("users.acl"),
        secrets: CONTAINER.conf("secrets.conf"),
        log: "",
      }),
      "users.acl": renderUsersAcl(model.users, (user) => secrets.passwordHash(model.name, user)),
      "run.sh": nodeProgram("run.sh"),
      ...recoveryProgram(model, nodeProgram),
      "container.sh": nodeProgram("container.sh"),
      "addresses.sh": nodeProgram("addresses.sh"),
      "health.sh": nodeProgram("health-redis.sh"),
    },
    secretDigests: [
      ...[REPLICATION_USER, GUARD_USER, HEALTH_USER].map((user) =>
        secrets.passwordHash(model.name, user),
      ),
      ...model.renamedCommands.renamed.map((command) =>
        secrets.commandNameDigest(model.name, command),
      ),
      secrets.certificateDigest(model.name, node.id),
    ],
  };
}

/**
 * Text of the file with address, port and identity of every other node. It is no part of the configuration:
 * a node that comes or goes must not replace the others.
 */
export function redisPeers(model: RedisClusterModel, node: RedisNode): string {
  return model.nodes
    .filter(({ id }) => id !== node.id)
    .map((peer) => `${peer.address} ${peer.port} ${identityOf(model, peer)}\n`)
    .join("");
}

/** What a node's ids in the cluster are made of, one for each of its lives; see `clusterNodeId`. */
function identityOf({ environment, name }: RedisClusterModel, { id }: RedisNode): string {
  return `${environment}/${name}/${id}`;
}

/** What the node runner is told. */
export function redisNodeEnvironment(
  model: RedisClusterModel,
  node: RedisNode,
): Record<string, string> {
  const { name } = model.engine;
  const shardBirth = model.nodes.find(({ shard, index }) => shard === node.shard && index === 0);
  const slots = shardBirth === undefined ? undefined : bornSlots(shardBirth, model.shards);
  return {
    CF_KIND: "redis",
    CF_DIRECTORY: CONTAINER.root,
    CF_SERVER: `${name}-server`,
    CF_CLI: `${name}-cli`,
    CF_HOST: "127.0.0.1",
    CF_PORT: String(node.port),
    CF_ADDRESS: node.address,
    CF_IDENTITY: identityOf(model, node),
    CF_FIRST_SLOT: String(slots?.first ?? 0),
    ...recoveryEnvironment(model),
  };
}

/** Users whose passwords lie in the folder. */
export const NODE_PASSWORDS: Readonly<Record<string, string>> = {
  "guard.password": GUARD_USER,
  "health.password": HEALTH_USER,
};
