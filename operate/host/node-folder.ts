import { chownSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent } from "../../secrets/files";
import { parseIdentity, type ProcessIdentity } from "./process-identity";

/** User and group that a server runs as. */
export interface ServiceAccount {
  readonly uid: number;
  readonly gid: number;
}

/** The folder of one node; nobody but the server's account may enter it. */
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
    for (const part of ["", "conf", "data", "run", "log"]) {
      const folder = join(this.path, part);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (account !== undefined) chownSync(folder, account.uid, account.gid);
    }
  }

  /** Removes the node with its data. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private identity(name: string): ProcessIdentity | undefined {
    const text = readIfPresent(this.run(name));
    return text === undefined ? undefined : parseIdentity(text);
  }
}
