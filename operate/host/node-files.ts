import { createHash } from "node:crypto";
import { chmodSync } from "node:fs";
import { readIfPresent, writePrivateFile } from "../../secrets/files";
import type { NodeFolder, ServiceAccount } from "./node-folder";
import { writeLaunch, type NodeLaunch } from "./node-launch";
import { layFolder } from "./ownership";

/** Everything a node is started with. */
export interface NodeFiles {
  /** Text by name within the folder `conf/`. */
  readonly conf: Readonly<Record<string, string>>;
  /** Text of the runner's program. */
  readonly runner: string;
  readonly launch: NodeLaunch;
}

/** Changes exactly when a restart is needed. */
export function digestOf(files: NodeFiles): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex");
}

/** Digest of what the node was last started with. */
export function startedDigest(folder: NodeFolder): string | undefined {
  return readIfPresent(folder.digest)?.trim();
}

/**
 * Writes the files for the next start; to be called while the node is down.
 *
 * @param complete adds to `conf/` what is no text
 */
export function layFiles(
  folder: NodeFolder,
  files: NodeFiles,
  account: ServiceAccount | undefined,
  complete?: () => void,
): void {
  folder.create(account);
  layFolder(folder.conf(""), account, () => {
    for (const [name, text] of Object.entries(files.conf)) {
      writePrivateFile(folder.conf(name), text);
    }
    complete?.();
  });
  writePrivateFile(folder.runner, files.runner);
  // The account that runs it must be able to read it, and holds no right to change it.
  if (account !== undefined) chmodSync(folder.runner, 0o644);
  writeLaunch(folder, files.launch);
  writePrivateFile(folder.digest, `${digestOf(files)}\n`);
}
