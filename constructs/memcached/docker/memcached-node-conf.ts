import { CONTAINER } from "../../docker/container-paths";
import type { NodeConf } from "../../docker/node-conf";
import { nodeProgram } from "../../terraform/node-program";
import type { SecretDigests } from "../../core/secret-digests";
import { healthPortOf } from "../arguments";
import type { MemcachedModel, MemcachedNode } from "../model";
import {
  saslConfiguration,
  saslConfigurationForPasswordDatabase,
  SASL_CONFIGURATION_FILE,
} from "../sasl";

/** Name of the file with the users and their passwords, which a sasldb is made from. */
export const USERS_FILE = "users";
/** Name of the same file in the folder of users, which the server itself reads at each login. */
export const PASSWORDS_FILE = "passwords";
/** The sasldb is made where only the container's life lasts. */
const SASLDB = `${CONTAINER.run}/users.db`;

/** Configuration of a node in a container. */
export function memcachedNodeConf(
  model: MemcachedModel,
  node: MemcachedNode,
  secrets: SecretDigests,
): NodeConf {
  return {
    texts: {
      [SASL_CONFIGURATION_FILE]: hasPasswordDatabase(model)
        ? saslConfigurationForPasswordDatabase(CONTAINER.conf("no.sasldb"))
        : saslConfiguration(SASLDB),
      "run.sh": nodeProgram("run.sh"),
      "container.sh": nodeProgram("container.sh"),
      "health.sh": nodeProgram("health-memcached.sh"),
    },
    secretDigests: [
      ...(hasPasswordDatabase(model) ? [] : userDigests(model, secrets)),
      secrets.certificateDigest(model.name, node.id),
    ],
  };
}

/** What the node runner and the server are told. */
export function memcachedNodeEnvironment(
  model: MemcachedModel,
  node: MemcachedNode,
): Record<string, string> {
  return {
    CF_KIND: "memcached",
    CF_DIRECTORY: CONTAINER.root,
    CF_SERVER: "memcached",
    CF_HEALTH_PORT: String(healthPortOf(node.port)),
    SASL_CONF_PATH: CONTAINER.confFolder,
    ...(hasPasswordDatabase(model)
      ? { MEMCACHED_SASL_PWDB: `${CONTAINER.usersFolder}/${PASSWORDS_FILE}` }
      : { CF_USERS: CONTAINER.conf(USERS_FILE) }),
  };
}

/** Changes with each password; the passwords are 256 random bits. */
export function userDigests({ name, users }: MemcachedModel, secrets: SecretDigests): string[] {
  return users.map((user) => secrets.passwordHash(name, user.name));
}

/** Whether the server reads its users at each login, so that they change while it runs. */
export function hasPasswordDatabase({ userDatabase }: MemcachedModel): boolean {
  return userDatabase === "password database";
}
