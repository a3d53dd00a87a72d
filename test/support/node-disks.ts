import { execFileSync } from "node:child_process";
import { chownSync, readFileSync, statSync } from "node:fs";
import type { NodeFolder } from "../../operate/host/node-folder";
import { writePrivateFile } from "../../secrets/files";

/** A small file system in memory for each node's data; only root may mount one. */
export class NodeDisks {
  private readonly mounted: string[] = [];

  /** @param mib MiB of each */
  constructor(private readonly mib: number) {}

  /** Puts the data of a node that has never run on a disk of its own. */
  mount(folder: NodeFolder): void {
    const data = folder.data("");
    const seed = folder.data("nodes.conf");
    const text = readFileSync(seed, "utf8");
    const { gid, uid } = statSync(data);
    const options = `size=${this.mib}m,mode=0700,uid=${uid},gid=${gid}`;
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "cachefort-disk", data]);
    this.mounted.push(data);
    writePrivateFile(seed, text);
    chownSync(seed, uid, gid);
  }

  unmount(): void {
    for (const data of this.mounted.splice(0)) execFileSync("umount", [data]);
  }
}
