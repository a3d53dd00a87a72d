import { chmodSync, lchownSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent } from "../../secrets/files";
import { parseIdentity, type ProcessIdentity } from "./process-identity";

/** User and group that a server runs as. */
export interface ServiceAccount {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The folder of one node. `conf/`, `data/` and `run/` belong to the server's account, and nobody
 * else may enter them. What tells how the node is started, and its log, belong to the caller: when
 * that is root, a server that was taken over must not be able to steer it.
 */
export class NodeFolder {
  constructor(readonly path: string) {}

  readonly conf = (name: string): string => join(this.path, "conf", name);
  readonly data = (name: string): string => join(this.path, "data", name);
  readonly run = (name: string): string => join(this.path, "run", name);

  get log(): string {
    return join(this.path, "log", "node.log");
  }

  get runner(): string {
    return join(this.path, "run.sh");
  }

  get launch(): string {
    return join(this.path, "launch.json");
  }

  get digest(): string {
    return join(this.path, "digest");
  }

  /** The server's process as the runner recorded it; it may be dead. */
  server(): ProcessIdentity | undefined {
    return this.identity("server");
  }

  /** The runner's own process as it recorded it; it may be dead. */
  runnerProcess(): ProcessIdentity | undefined {
    return this.identity("runner");
  }

  /** Creates what is missing; existing data stays. */
  create(account: ServiceAccount | undefined): void {
    mkdirSync(join(this.path, "log"), { recursive: true, mode: 0o700 });
    // The server's account passes through to its own folders, and lists nothing.
    chmodSync(this.path, account === undefined ? 0o700 : 0o711);
    for (const part of ["data", "run"]) {
      const folder = join(this.path, part);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
      if (account !== undefined) lchownSync(folder, account.uid, account.gid);
    }
  }

  /** A record is the account's word: it counts for processes of that account only. */
  private identity(name: string): ProcessIdentity | undefined {
    const record = lstatSync(this.run(name), { throwIfNoEntry: false });
    if (record?.isFile() !== true) return undefined;
    const identity = parseIdentity(readIfPresent(this.run(name)) ?? "");
    return identity === undefined ? undefined : { ...identity, uid: lstatSync(this.run("")).uid };
  }
}
