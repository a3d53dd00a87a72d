import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT, type CommandResult } from "./cachefort";

/** Who works in a copy. */
export interface Person {
  readonly uid: number;
  readonly gid: number;
}

/** A fresh clone with its modules, in another place and for another person. */
export class CopiedCheckout {
  readonly path: string;
  private readonly parent: string;

  /**
   * @param above folder to make the copy in
   * @param name name of the copy's own folder
   */
  constructor(
    above: string,
    name: string,
    private readonly person: Person | undefined,
  ) {
    this.parent = mkdtempSync(join(above, "cachefort-copy-"));
    this.path = join(this.parent, name);
    const files = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    for (const file of files.split("\0").filter((entry) => entry !== "")) {
      const source = join(ROOT, file);
      if (lstatSync(source, { throwIfNoEntry: false }) === undefined) continue;
      const target = join(this.path, file);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(source, target);
    }
    // Hard links: a gigabyte in a second, as long as both places share a disk.
    const linked = spawnSync("cp", ["-al", join(ROOT, "node_modules"), this.path]);
    if (linked.status !== 0) {
      execFileSync("cp", ["-a", join(ROOT, "node_modules"), this.path]);
    }
    if (person !== undefined) this.giveTo(person);
  }

  /** Runs `cachefort` in the copy with nothing in its environment but PATH and HOME. */
  cachefort(...args: readonly string[]): CommandResult {
    return this.cachefortIn(this.path, args);
  }

  /** The same after the copy was moved. */
  cachefortIn(path: string, args: readonly string[]): CommandResult {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(path, "bin/cachefort.js"), ...args],
      {
        cwd: path,
        encoding: "utf8",
        env: {
          PATH: process.env["PATH"],
          HOME: this.person === undefined ? process.env["HOME"] : this.parent,
        },
        ...this.person,
      },
    );
    return { code: status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }

  private giveTo({ uid, gid }: Person): void {
    chownSync(this.parent, uid, gid);
    const give = (folder: string): void => {
      chownSync(folder, uid, gid);
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (path === join(this.path, "node_modules")) continue;
        if (entry.isDirectory()) give(path);
        else chownSync(path, uid, gid);
      }
    };
    give(this.path);
  }
}
