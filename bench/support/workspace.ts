import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT_HOME } from "../../constructs/core/environment-paths";

/** A folder for the nodes of a measurement; as root one that the servers' accounts can enter. */
export class Workspace {
  readonly directory: string;

  constructor() {
    this.directory =
      process.getuid?.() === 0
        ? join(ROOT_HOME, `bench-${process.pid}`)
        : mkdtempSync(join(tmpdir(), "cachefort-bench-"));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
