import type { RedisClusterModel } from "../../constructs/redis/model";
import { recoveryEnvironment, recoveryProgram } from "../../constructs/redis/recovery";
import { renderRedisConf } from "../../constructs/redis/redis-conf";
import { GUARD_USER } from "../../constructs/redis/system-users";
import type { RedisNode } from "../../constructs/redis/topology";
import { renderUsersAcl } from "../../constructs/redis/users-acl";
import type { SecretStore } from "../../secrets/secret-store";
import { secretConfOf } from "../redis/secret-conf";
import type { NodeFiles } from "./node-files";
import type { NodeFolder, ServiceAccount } from "./node-folder";
import { nodeProgram } from "../../constructs/terraform/node-program";

/** Absolute paths of the programs that a Redis node needs. */
export interface RedisPrograms {
  readonly server: string;
  readonly cli: string;
}

/** Everything a Redis node on this machine is started with. */
export function redisNodeFiles(
  model: RedisClusterModel,
  node: RedisNode,
  folder: NodeFolder,
  secrets: SecretStore,
  programs: RedisPrograms,
  account: ServiceAccount | undefined,
): NodeFiles {
  const pair = secrets.keyPair(model.name, node.id);
  return {
    conf: {
      "redis.conf": renderRedisConf(model, node, {
        dataDirectory: folder.data(""),
        certificate: folder.conf("node.crt"),
        key: folder.conf("node.key"),
        authority: folder.conf("ca.crt"),
        users: folder.conf("users.acl"),
        secrets: folder.conf("secrets.conf"),
        log: "",
      }),
      "users.acl": renderUsersAcl(model.users, (user) => secrets.passwordHash(model.name, user)),
      "secrets.conf": secretConfOf(model, secrets),
      "guard.password": `${secrets.password(model.name, GUARD_USER)}\n`,
      "ca.crt": secrets.authority(),
      "node.crt": pair.certificate,
      "node.key": pair.key,
      ...recoveryProgram(model, nodeProgram),
    },
    runner: nodeProgram("run.sh"),
    launch: {
      server: programs.server,
      arguments: [folder.conf("redis.conf")],
      environment: {
        CF_KIND: "redis",
        CF_DIRECTORY: folder.path,
        CF_SERVER: programs.server,
        CF_CLI: programs.cli,
        CF_HOST: node.host,
        CF_PORT: String(node.port),
        ...recoveryEnvironment(model),
      },
      ...account,
    },
  };
}
