import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PASSWORDS_FILE } from "../../constructs/memcached/docker/memcached-node-conf";
import type { UsersOrder } from "../../constructs/memcached/docker/ring-users";
import { passwordDatabase } from "../../constructs/memcached/sasl";
import type { ContainerAccount } from "../../constructs/docker/container-image";
import { writePrivateFile } from "../../secrets/files";
import { SecretStore } from "../../secrets/secret-store";
import { credentials } from "../host/memcached-files";
import { isCaller } from "./conf-folder";

/**
 * Replaces the users of a ring in the folder of each node. Its servers read them at each login.
 *
 * @throws UnavailableError SECRET_MISSING, SECRET_UNREADABLE
 * @throws ValidationError MEMCACHED_PASSWORD_INVALID, SECRET_MODE
 */
export function layUsers({ account, folders, ring, secrets }: UsersOrder): void {
  const text = passwordDatabase(credentials(ring, new SecretStore(secrets, ring.environment)));
  for (const folder of folders) layUsersFolder(folder, text, account);
}

/** Writes the users of a node that has none yet; those of a node that runs are changed by a deployment. */
export function ensureUsersFolder(folder: string, text: string, account: ContainerAccount): void {
  if (existsSync(join(folder, PASSWORDS_FILE))) return;
  layUsersFolder(folder, text, account);
}

/**
 * The folder stays the caller's, and its account passes through it to the one file: a process of that
 * account must not be able to put a link where root writes.
 */
function layUsersFolder(folder: string, text: string, account: ContainerAccount): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (isCaller(account)) {
    writePrivateFile(join(folder, PASSWORDS_FILE), text);
    return;
  }
  chownSync(folder, process.getuid?.() ?? 0, account.gid);
  chmodSync(folder, 0o710);
  writePrivateFile(join(folder, PASSWORDS_FILE), text, account);
}
