import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { ContainerAccount } from "../../constructs/docker/container-image";
import { confFolder, usersFolder } from "../../constructs/docker/node-conf";
import {
  hasPasswordDatabase,
  memcachedNodeConf,
  USERS_FILE,
} from "../../constructs/memcached/docker/memcached-node-conf";
import type { MemcachedModel } from "../../constructs/memcached/model";
import { passwordDatabase } from "../../constructs/memcached/sasl";
import type { SecretStore } from "../../secrets/secret-store";
import { ensureHome } from "../host/home-folder";
import { credentials } from "../host/memcached-files";
import { isCaller, layConfFolder } from "./conf-folder";
import { ensureUsersFolder } from "./lay-users";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Writes everything that the containers of a ring mount. */
export function layMemcachedNodes(
  model: MemcachedModel,
  paths: EnvironmentPaths,
  secrets: SecretStore,
  account: ContainerAccount,
): void {
  const home = paths.home(model.name);
  ensureHome(home, isCaller(account) ? undefined : account);
  const users = passwordDatabase(credentials(model, secrets));
  const hasOwnFolder = hasPasswordDatabase(model);
  for (const node of model.nodes) {
    const conf = memcachedNodeConf(model, node, secrets);
    const pair = secrets.keyPair(model.name, node.id);
    mkdirSync(join(home, node.id), { recursive: true, mode: 0o700 });
    layConfFolder(confFolder(paths, model.name, node.id, conf), account, {
      ...conf.texts,
      ...(hasOwnFolder ? {} : { [USERS_FILE]: users }),
      "ca.crt": secrets.authority(),
      "node.crt": pair.certificate,
      "node.key": pair.key,
    });
    if (hasOwnFolder) ensureUsersFolder(usersFolder(paths, model.name, node.id), users, account);
  }
}
