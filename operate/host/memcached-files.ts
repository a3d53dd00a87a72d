import { digestOfParts } from "../../constructs/core/digest";
import { memcachedArguments } from "../../constructs/memcached/arguments";
import type { MemcachedModel, MemcachedNode } from "../../constructs/memcached/model";
import {
  passwordDatabase,
  saslConfiguration,
  saslConfigurationForPasswordDatabase,
  SASL_CONFIGURATION_FILE,
  type Credential,
} from "../../constructs/memcached/sasl";
import type { SecretStore } from "../../secrets/secret-store";
import type { NodeFiles } from "./node-files";
import type { NodeFolder, ServiceAccount } from "./node-folder";
import { nodeProgram } from "../../constructs/terraform/node-program";

/** Name of the user database within `conf/`, for both kinds of it. */
export const USER_DATABASE = "users.db";

/** Beside a sasldb, which is binary: a changed password has to restart the node. */
export const SASL_DIGEST = "users.digest";

/** Everything a Memcached node on this machine is started with, but for its sasldb. */
export function memcachedNodeFiles(
  model: MemcachedModel,
  node: MemcachedNode,
  folder: NodeFolder,
  secrets: SecretStore,
  program: string,
  account: ServiceAccount | undefined,
): NodeFiles {
  const pair = secrets.keyPair(model.name, node.id);
  const database = folder.conf(USER_DATABASE);
  const hasPasswordDatabase = model.userDatabase === "password database";
  const users = credentials(model, secrets);
  return {
    conf: {
      [SASL_CONFIGURATION_FILE]: hasPasswordDatabase
        ? saslConfigurationForPasswordDatabase(folder.conf("no.sasldb"))
        : saslConfiguration(database),
      ...(hasPasswordDatabase
        ? { [USER_DATABASE]: passwordDatabase(users) }
        : {
            [SASL_DIGEST]: `${digestOfParts(users.flatMap(({ user, password }) => [user, password]))}\n`,
          }),
      "ca.crt": secrets.authority(),
      "node.crt": pair.certificate,
      "node.key": pair.key,
    },
    runner: nodeProgram("run.sh"),
    launch: {
      server: program,
      arguments: memcachedArguments(model, node, {
        certificate: folder.conf("node.crt"),
        key: folder.conf("node.key"),
        authority: folder.conf("ca.crt"),
      }),
      environment: {
        CF_KIND: "memcached",
        CF_DIRECTORY: folder.path,
        CF_SERVER: program,
        SASL_CONF_PATH: folder.conf(""),
        ...(hasPasswordDatabase ? { MEMCACHED_SASL_PWDB: database } : {}),
      },
      ...account,
    },
  };
}

/** Every user of the ring with its password. */
export function credentials(
  ring: Pick<MemcachedModel, "name" | "users">,
  secrets: SecretStore,
): Credential[] {
  return ring.users.map(({ name }) => ({
    user: name,
    password: secrets.password(ring.name, name),
  }));
}
