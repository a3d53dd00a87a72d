import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectRedis } from "../../clients/redis/connect-redis";
import { SMOKE_USER } from "../../constructs/redis/system-users";
import { NodeFolder } from "../../operate/host/node-folder";
import { isRunning } from "../../operate/host/node-launch";
import { nodeProcesses } from "../../operate/host/node-processes";
import { signal } from "../../operate/host/node-stop";
import type { ProcessIdentity } from "../../operate/host/process-identity";
import { until } from "../../operate/host/until";
import { parseRecoveries, type Recovery } from "../../operate/redis/recoveries";
import { waitForCluster } from "../../operate/redis/wait-for-cluster";
import type { TestCluster } from "./redis-server";

const WHOLE_MS = 20_000;
/** Longer than a test. */
const KEY_TTL_SECONDS = 300;

/** A cluster of real servers whose processes are made to die. */
export class CrashingCluster {
  constructor(private readonly cluster: TestCluster) {}

  folder(id: string): NodeFolder {
    return new NodeFolder(join(this.cluster.deployed.directory, id));
  }

  server(id: string): ProcessIdentity {
    const server = this.folder(id).server();
    if (server === undefined) throw new Error(`node ${id} has no record of its server`);
    return server;
  }

  runner(id: string): ProcessIdentity {
    const runner = this.folder(id).runnerProcess();
    if (runner === undefined) throw new Error(`node ${id} has no record of its runner`);
    return runner;
  }

  log(id: string): string {
    return readFileSync(this.folder(id).log, "utf8");
  }

  recoveries(id: string): readonly Recovery[] {
    const file = this.folder(id).run("recoveries");
    return existsSync(file) ? parseRecoveries(readFileSync(file, "utf8")) : [];
  }

  async call(id: string, ...words: [string, ...string[]]): Promise<unknown> {
    const node = await this.cluster.operator(id);
    try {
      return await node.call(...words);
    } finally {
      node.disconnect();
    }
  }

  /** Writes that many keys, which fall on all shards. */
  async fill(keys: number): Promise<void> {
    const client = await connectRedis(this.cluster.deployed, SMOKE_USER);
    try {
      const names = Array.from({ length: keys }, (_, n) => `cf-smoke:filled:${n}`);
      await Promise.all(names.map((name) => client.set(name, "x", "EX", KEY_TTL_SECONDS)));
    } finally {
      client.disconnect();
    }
  }

  configure(id: string, parameter: string, value: number | string): Promise<unknown> {
    return this.call(id, this.cluster.commandName("CONFIG"), "SET", parameter, String(value));
  }

  async isPrimary(id: string): Promise<boolean> {
    return ((await this.call(id, "ROLE")) as string[])[0] === "master";
  }

  /** Expects that a node is a primary in time; otherwise tells what the runner of the one that died has done. */
  async takenOver(id: string, from: string, withinMs: number): Promise<void> {
    const since = performance.now();
    const isTaken = await until(withinMs, () => this.isPrimary(id));
    const ms = Math.round(performance.now() - since);
    if (isTaken && ms < withinMs) return;
    const said = this.log(from)
      .split("\n")
      .filter((line) => line.includes(" cachefort-runner: "));
    const told = [...said, ...this.recoveries(from).map((recovery) => JSON.stringify(recovery))];
    throw new Error(
      [`node ${id} ${isTaken ? "" : "not "}primary after ${ms} ms`, ...told].join("\n"),
    );
  }

  /** Ends servers alone, and tells the moment on the clock of `performance.now()`. */
  crash(...ids: string[]): number {
    const servers = ids.map((id) => this.server(id));
    const at = performance.now();
    for (const server of servers) signal(server, "SIGKILL");
    return at;
  }

  /** Waits until every node runs and the cluster is whole. */
  async whole(): Promise<void> {
    const ids = this.cluster.model.nodes.map(({ id }) => id);
    const allRun = (): boolean => ids.every((id) => isRunning(this.folder(id)));
    expect(await until(WHOLE_MS, allRun)).toBe(true);
    await waitForCluster(
      this.cluster.deployed,
      nodeProcesses((id) => this.folder(id)),
    );
  }

  /** Waits until the node's runner has noted this many deaths, and the cluster is whole; the last one. */
  async recovered(id: string, deaths: number): Promise<Recovery> {
    expect(await until(WHOLE_MS, () => this.recoveries(id).length >= deaths)).toBe(true);
    expect(this.recoveries(id)).toHaveLength(deaths);
    await this.whole();
    const last = this.recoveries(id).at(-1);
    if (last === undefined) throw new Error("nothing is noted");
    return last;
  }
}
