import { execFileSync } from "node:child_process";
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

/** Programs that the tests' containers run. */
const APPLETS = ["sh", "sleep", "cat", "test", "true", "false", "touch", "echo"];

/**
 * Makes an image of nothing but Debian's static busybox, in which root has a name.
 *
 * @param name with a tag; the caller removes it by `removeImage`
 */
export function importBusybox(name: string): void {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-busybox-"));
  try {
    const root = join(folder, "root");
    mkdirSync(join(root, "bin"), { recursive: true });
    copyFileSync(staticBusybox(folder), join(root, "bin", "busybox"));
    for (const applet of APPLETS) symlinkSync("busybox", join(root, "bin", applet));
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc", "passwd"), "root:x:0:0::/:/bin/sh\n");
    const archive = execFileSync("tar", ["--create", "--directory", root, "."], {
      maxBuffer: 64 * 1024 * 1024,
    });
    execFileSync("docker", ["import", "-", name], {
      input: archive,
      stdio: ["pipe", "ignore", "inherit"],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function removeImage(name: string): void {
  execFileSync("docker", ["image", "rm", "--force", name], { stdio: "ignore" });
}

/** Fetched as a package and unpacked: nothing is installed, and no rights are needed. */
function staticBusybox(folder: string): string {
  execFileSync("apt-get", ["download", "-qq", "busybox-static"], { cwd: folder, stdio: "pipe" });
  const archive = readdirSync(folder).find((file) => file.endsWith(".deb"));
  if (archive === undefined) throw new Error("apt-get has downloaded no package");
  execFileSync("dpkg-deb", ["--extract", archive, "package"], { cwd: folder });
  return join(folder, "package", "bin", "busybox");
}
