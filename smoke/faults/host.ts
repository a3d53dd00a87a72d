import { resolve } from "node:path";
import { UnavailableError } from "../../constructs/core/errors";
import { changeLogin } from "../../operate/host/change-login";
import { logSize, logSince, logTail } from "../../operate/host/log-tail";
import { NodeFolder } from "../../operate/host/node-folder";
import { isRunning, startNode } from "../../operate/host/node-launch";
import { signal, stopNode } from "../../operate/host/node-stop";
import { isAlive, type ProcessIdentity } from "../../operate/host/process-identity";
import { until } from "../../operate/host/until";
import { parseRecoveries, type Recovery } from "../../operate/redis/recoveries";
import { readIfPresent } from "../../secrets/files";
import type { NodeDisk, TargetDriver } from "../driver";
import { layCertificate, removeCertificate } from "./laid-certificate";
import { diskOf, fillDisk, freeDisk } from "./node-disk";

/** Milliseconds in which a process must be gone after SIGKILL. */
const KILL_TIMEOUT_MS = 5000;

/** Faults on processes of this machine, by signals. */
export class HostDriver implements TargetDriver {
  /** @param directory folder that the manifest's references start from */
  constructor(private readonly directory: string) {}

  async kill(ref: string): Promise<void> {
    const folder = this.folder(ref);
    const server = runningServer(folder);
    const runner = folder.runnerProcess();
    if (runner !== undefined) signal(runner, "SIGKILL");
    signal(server, "SIGKILL");
    await until(KILL_TIMEOUT_MS, () => !isRunning(folder));
  }

  async crash(ref: string): Promise<void> {
    const server = runningServer(this.folder(ref));
    signal(server, "SIGKILL");
    await until(KILL_TIMEOUT_MS, () => !isAlive(server));
  }

  async recoveries(ref: string): Promise<readonly Recovery[]> {
    return parseRecoveries(readIfPresent(this.folder(ref).run("recoveries")) ?? "");
  }

  stop(ref: string): Promise<void> {
    return stopNode(this.folder(ref), "orderly");
  }

  async pause(ref: string): Promise<void> {
    signal(runningServer(this.folder(ref)), "SIGSTOP");
  }

  async resume(ref: string): Promise<void> {
    signal(runningServer(this.folder(ref)), "SIGCONT");
  }

  async disk(ref: string): Promise<NodeDisk> {
    return diskOf(this.folder(ref).data(""));
  }

  async fillDisk(ref: string): Promise<void> {
    fillDisk(this.folder(ref).data(""));
  }

  async freeDisk(ref: string): Promise<void> {
    freeDisk(this.folder(ref).data(""));
  }

  async layCertificate(ref: string, certificate: string): Promise<string> {
    const folder = this.folder(ref);
    return folder.conf(layCertificate(folder.conf(""), certificate));
  }

  async removeCertificate(ref: string): Promise<void> {
    removeCertificate(this.folder(ref).conf(""));
  }

  start(ref: string): Promise<void> {
    return startNode(this.folder(ref));
  }

  async setLogin(ref: string, user: string, password: string | undefined): Promise<void> {
    changeLogin(this.folder(ref), user, password);
  }

  async isRunning(ref: string): Promise<boolean> {
    return isRunning(this.folder(ref));
  }

  async logs(ref: string, lines: number): Promise<string> {
    return logTail(this.folder(ref).log, lines);
  }

  async openLog(ref: string): Promise<() => Promise<string>> {
    const { log } = this.folder(ref);
    const from = logSize(log);
    return () => Promise.resolve(logSince(log, from));
  }

  private folder(ref: string): NodeFolder {
    return new NodeFolder(resolve(this.directory, ref));
  }
}

function runningServer(folder: NodeFolder): ProcessIdentity {
  const server = folder.server();
  if (server !== undefined && isRunning(folder)) return server;
  throw new UnavailableError("HOST_NODE_NOT_RUNNING", {
    problem: `no server runs in ${folder.path}`,
    fix: "start it: cachefort up",
  });
}
