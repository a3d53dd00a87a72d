import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NodeFolder } from "../../../operate/host/node-folder";
import { nodeProcesses } from "../../../operate/host/node-processes";
import {
  isRunning,
  type NodeLaunch,
  startNode,
  writeLaunch,
} from "../../../operate/host/node-launch";
import { signal, stopNode } from "../../../operate/host/node-stop";
import { isAlive } from "../../../operate/host/process-identity";
import { until } from "../../../operate/host/until";
import { waitForCluster } from "../../../operate/redis/wait-for-cluster";
import { accepts } from "../../support/accepts";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

/** Far below the 15 s that an engine of Docker gives its containers when it stops itself. */
const FROZEN_MS = 10_000;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: 21460 });
});
afterAll(() => cluster.close());

const folderOf = (id: string): NodeFolder => new NodeFolder(join(cluster.deployed.directory, id));

async function roleOf(id: string): Promise<string> {
  const node = await cluster.operator(id);
  try {
    const [role] = (await node.role()) as [string];
    return role;
  } finally {
    node.disconnect();
  }
}

/** A server that was just started does not take connections at once. */
async function listening(id: string): Promise<void> {
  const node = cluster.model.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`there is no node ${id}`);
  expect(await until(10_000, () => accepts(node.host, node.port))).toBe(true);
}

/** A client whose first requests for a failover a replica refuses as one does without a link to its primary. */
function refusedClient(cli: string, refusals: number): string {
  return `#!/bin/sh
case "$*" in
  *"cluster failover")
    done=0
    [ ! -e run/refusals ] || read -r done <run/refusals
    if [ "$done" -lt ${refusals} ]; then
      echo "$((done + 1))" >run/refusals
      echo "ERR Master is down or failed, please use CLUSTER FAILOVER FORCE"
      exit 0
    fi
    ;;
esac
exec ${cli} "$@"
`;
}

test("an orderly stop of a primary hands its slots to its replica before the server ends", async () => {
  const folder = folderOf("0-0");
  expect(await roleOf("0-0")).toBe("master");
  await stopNode(folder, "orderly");
  expect(isRunning(folder)).toBe(false);
  expect(await roleOf("0-1")).toBe("master");
  const log = readFileSync(folder.log, "utf8");
  expect(log).toMatch(/asking the replica at 127\.0\.0\.1:21463 to take over/);
  expect(log).toMatch(/has taken over/);
  expect(readFileSync(folder.run("exit"), "utf8")).toBe("0\n");
  await startNode(folder);
  await listening("0-0");
  expect(await until(10_000, async () => (await roleOf("0-0")) === "slave")).toBe(true);
});

test("a replica that has no link on the bus for a moment is asked until it has one", async () => {
  await waitForCluster(cluster.deployed, nodeProcesses(folderOf));
  const primary = folderOf("1-0");
  const launch = JSON.parse(readFileSync(primary.launch, "utf8")) as NodeLaunch;
  const client = join(primary.path, "refused-client");
  writeFileSync(client, refusedClient(launch.environment["CF_CLI"] ?? "", 3), { mode: 0o755 });
  await stopNode(primary, "quick");
  writeLaunch(primary, { ...launch, environment: { ...launch.environment, CF_CLI: client } });
  await startNode(primary);
  await waitForCluster(cluster.deployed, nodeProcesses(folderOf));
  await stopNode(primary, "orderly");
  writeLaunch(primary, launch);
  const log = readFileSync(primary.log, "utf8");
  expect(log).toMatch(/the replica at 127\.0\.0\.1:21464 has taken over/);
  expect(log).not.toContain("no replica took over");
  expect(readFileSync(primary.run("refusals"), "utf8")).toBe("3\n");
  await startNode(primary);
  await listening("1-0");
});

test("a quick stop asks nobody", async () => {
  const folder = folderOf("1-1");
  await stopNode(folder, "quick");
  expect(readFileSync(folder.log, "utf8")).not.toContain("to take over");
  await startNode(folder);
  expect(isRunning(folder)).toBe(true);
});

test("an orderly stop of a replica asks nobody either", async () => {
  const folder = folderOf("2-1");
  await stopNode(folder, "orderly");
  expect(readFileSync(folder.log, "utf8")).not.toContain("to take over");
  await startNode(folder);
});

test("a replica that does not answer holds no stop up for long", async () => {
  const [primary, replica] = [folderOf("2-0"), folderOf("2-1")];
  const frozen = replica.server();
  if (frozen === undefined) throw new Error("nothing is recorded");
  await waitForCluster(cluster.deployed, nodeProcesses(folderOf));
  signal(frozen, "SIGSTOP");
  try {
    const begunAt = performance.now();
    await stopNode(primary, "orderly");
    expect(performance.now() - begunAt).toBeLessThan(FROZEN_MS);
    const log = readFileSync(primary.log, "utf8");
    expect(log).toContain("no replica took over; stopping all the same");
    expect(readFileSync(primary.run("exit"), "utf8")).toBe("0\n");
  } finally {
    signal(frozen, "SIGCONT");
  }
  await startNode(primary);
  await listening("2-0");
});

test("a node whose runner was killed is stopped all the same", async () => {
  const folder = folderOf("1-1");
  const runner = folder.runnerProcess();
  if (runner === undefined) throw new Error("nothing is recorded");
  signal(runner, "SIGKILL");
  await stopNode(folder, "orderly");
  expect(isRunning(folder)).toBe(false);
  // What the runner had started beside the server looks once a second whether that has ended.
  expect(await until(2000, () => processesIn(folder.path).length === 0)).toBe(true);
  await startNode(folder);
});

test("the password of the runner's user stands in no argument", () => {
  const password = cluster.secrets.password("cluster", "cf-guard");
  for (const id of ["0-0", "0-1"]) {
    for (const identity of [folderOf(id).server(), folderOf(id).runnerProcess()]) {
      const args = readFileSync(`/proc/${identity?.pid}/cmdline`, "utf8");
      expect(args).not.toContain(password);
    }
  }
});

test("with crashes left to the engine, a server that dies takes its runner along", async () => {
  const alone = await startTestCluster({
    port: 21560,
    only: ["0-0"],
    wait: "listening",
    props: { onCrash: "engine" },
  });
  try {
    const folder = new NodeFolder(join(alone.deployed.directory, "0-0"));
    const [runner, server] = [folder.runnerProcess(), folder.server()];
    if (runner === undefined || server === undefined) throw new Error("nothing is recorded");
    signal(server, "SIGKILL");
    expect(await until(5000, () => !isAlive(runner) && !isAlive(server))).toBe(true);
    expect(readFileSync(folder.log, "utf8")).toContain("ended with status 137");
    expect(readFileSync(folder.run("exit"), "utf8")).toBe("137\n");
    expect(existsSync(folder.run("recoveries"))).toBe(false);
  } finally {
    await alone.close();
  }
});

/** Pids of the processes whose current folder lies within this one. */
function processesIn(path: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(path);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}
