import { createHash } from "node:crypto";
import { chownSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { readIfPresent, writePrivateFile } from "../../secrets/files";
import type { NodeFolder, ServiceAccount } from "./node-folder";
import { writeLaunch, type NodeLaunch } from "./node-launch";

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
  return readIfPresent(folder.run("digest"))?.trim();
}

/** Writes the files for the next start; to be called while the node is down. */
export function layFiles(
  folder: NodeFolder,
  files: NodeFiles,
  account: ServiceAccount | undefined,
): void {
  rmSync(folder.conf(""), { recursive: true, force: true });
  folder.create(account);
  for (const [name, text] of Object.entries(files.conf)) {
    const path = folder.conf(name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writePrivateFile(path, text);
    if (account !== undefined) {
      chownSync(dirname(path), account.uid, account.gid);
      chownSync(path, account.uid, account.gid);
    }
  }
  writePrivateFile(folder.runner, files.runner);
  if (account !== undefined) chownSync(folder.runner, account.uid, account.gid);
  writeLaunch(folder, files.launch);
  writePrivateFile(folder.run("digest"), `${digestOf(files)}\n`);
}
