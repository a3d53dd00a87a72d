import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ContainerAccount } from "../../constructs/docker/container-image";
import { USERS_FOLDER } from "../../constructs/docker/node-conf";
import { writePrivateFile } from "../../secrets/files";
import { layFolder } from "../host/ownership";

/**
 * Writes a node's configuration, unless it lies there already: a folder's name tells its content. It is
 * whole from the moment it has its name.
 */
export function layConfFolder(
  folder: string,
  account: ContainerAccount,
  files: Readonly<Record<string, string>>,
): void {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.tmp`;
  layFolder(unfinished, isCaller(account) ? undefined : account, () => {
    for (const [name, text] of Object.entries(files))
      writePrivateFile(join(unfinished, name), text);
  });
  renameSync(unfinished, folder);
}

/**
 * Removes what former containers of nodes mounted: it holds secrets, also those that have changed since.
 *
 * @param mounted folders of the containers that run, absolute
 */
export function removeFormer(mounted: readonly string[]): void {
  for (const node of new Set(mounted.filter((folder) => existsSync(folder)).map(dirname))) {
    for (const name of readdirSync(node)) {
      const isMount = name.startsWith("conf-") || name === USERS_FOLDER;
      if (!isMount || mounted.includes(join(node, name))) continue;
      rmSync(join(node, name), { recursive: true });
    }
  }
}

/** Whether files of the caller are the account's already. */
export function isCaller({ uid }: ContainerAccount): boolean {
  return process.getuid?.() === uid;
}
