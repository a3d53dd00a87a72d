import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askEngine } from "./docker-engine";

/** Programs that tests call in the container. */
const PROGRAMS = ["sh", "sleep", "true", "echo"];

/** Imports an image of Debian's static busybox, in which root has a name. */
export async function importBusybox(repository: string, tag: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-busybox-"));
  try {
    const root = join(folder, "root");
    mkdirSync(join(root, "bin"), { recursive: true });
    copyFileSync(downloadBusybox(folder), join(root, "bin/busybox"));
    for (const program of PROGRAMS) symlinkSync("busybox", join(root, "bin", program));
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\n");
    const tar = spawn("tar", ["-C", root, "-cf", "-", "."], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(tar, "close");
    await askEngine({
      method: "POST",
      path: `/images/create?fromSrc=-&repo=${repository}&tag=${tag}`,
      body: tar.stdout,
    });
    const [code] = (await ended) as [number];
    if (code !== 0) throw new Error(`tar ended with ${code}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Path of the program out of the package, which is not installed. */
function downloadBusybox(folder: string): string {
  execFileSync("apt-get", ["download", "--quiet", "busybox-static"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const archive = readdirSync(folder).find((file) => file.endsWith(".deb"));
  if (archive === undefined) throw new Error("apt-get download left no package");
  execFileSync("dpkg-deb", ["--extract", archive, "package"], { cwd: folder });
  return join(folder, "package/bin/busybox");
}
