import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../../../operate/host/until";

const SCRIPT = join(__dirname, "start-engine.sh");
/** Milliseconds in which a killed engine must be gone. */
const END_MS = 10_000;

const execute = promisify(execFile);

/**
 * An engine of a test's own, which its tests may stop: `DOCKER_HOST` names it as long as it is not removed.
 * It takes a network apart from the machine's, whose engine would fight with it over the packet filter.
 */
export class OwnEngine {
  private readonly folder = mkdtempSync(join(tmpdir(), "cachefort-engine-"));
  private readonly host = `unix://${join(this.folder, "docker.sock")}`;
  private readonly machineHost = process.env["DOCKER_HOST"];

  constructor() {
    const others = Object.keys(networkInterfaces()).filter((name) => name !== "lo");
    if (others.length > 0) {
      throw new Error(
        `this process has the machine's network (${others.join(", ")}); run the tests by: npm test -- --level docker-engine`,
      );
    }
    process.env["DOCKER_HOST"] = this.host;
  }

  /** Starts it, or again. */
  async start(): Promise<void> {
    const folders = ["data", "exec"].flatMap((name) => [`--${name}-root`, join(this.folder, name)]);
    await execute(SCRIPT, [this.folder, ...folders, "--host", this.host], { env: process.env });
  }

  /** Stops it as the machine does when it shuts down: with all of its containers. */
  async stop(): Promise<void> {
    await execute(SCRIPT, ["--stop", this.folder], { env: process.env });
  }

  /** Ends it as a crash does: its containers run on. */
  async kill(): Promise<void> {
    const pidfile = join(this.folder, "dockerd.pid");
    const pid = Number(readFileSync(pidfile, "utf8"));
    process.kill(pid, "SIGKILL");
    if (!(await until(END_MS, () => !isThere(pid)))) throw new Error("dockerd survives SIGKILL");
    rmSync(pidfile);
  }

  /** Copies images of the machine's engine. */
  async load(...images: readonly string[]): Promise<void> {
    const machine =
      this.machineHost === undefined ? "-u DOCKER_HOST" : `DOCKER_HOST='${this.machineHost}'`;
    const script = `env ${machine} docker save "$@" | docker load --quiet`;
    await execute("sh", ["-c", script, "sh", ...images], { env: process.env });
  }

  /** Stops it for good; nothing of it stays, also where it is dead already. */
  async remove(): Promise<void> {
    try {
      await this.stop();
    } finally {
      const mounted = readFileSync("/proc/self/mounts", "utf8")
        .split("\n")
        .map((line) => line.split(" ")[1] ?? "")
        .filter((path) => path.startsWith(`${this.folder}/`));
      for (const path of mounted.reverse()) await execute("umount", ["--lazy", path]);
      rmSync(this.folder, { recursive: true, force: true });
      if (this.machineHost === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = this.machineHost;
    }
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
