import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Stand-ins for programs in a folder of their own, which is first in PATH or the whole of it. */
export class TestPrograms {
  readonly folder = mkdtempSync(join(tmpdir(), "cachefort-programs-"));
  private readonly path = process.env["PATH"];

  /** @param body lines of shell */
  add(name: string, body: string): void {
    const file = join(this.folder, name);
    writeFileSync(file, `#!/bin/bash\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** Programs that were not added are those of the machine. */
  hideSome(): void {
    process.env["PATH"] = [this.folder, this.path].join(delimiter);
  }

  /** Programs that were not added are not found. */
  hideAll(): void {
    process.env["PATH"] = this.folder;
  }

  remove(): void {
    process.env["PATH"] = this.path;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
