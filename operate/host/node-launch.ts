import { spawn } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import { z } from "zod";
import { UnavailableError } from "../../constructs/core/errors";
import { readIfPresent, writePrivateFile } from "../../secrets/files";
import { logTail } from "./log-tail";
import type { NodeFolder } from "./node-folder";
import { stopNode } from "./node-stop";
import { isAlive } from "./process-identity";
import { until } from "./until";

const launch = z.strictObject({
  /** The server's program, absolute. */
  server: z.string(),
  arguments: z.array(z.string()),
  /** Environment of the runner and the server; nothing else is handed on but PATH. */
  environment: z.record(z.string(), z.string()),
  uid: z.int().optional(),
  gid: z.int().optional(),
});

/** How a node is started; kept in its folder so that it can be started again as it was. */
export type NodeLaunch = z.infer<typeof launch>;

/** Milliseconds until the runner must have recorded its server. */
const RECORD_TIMEOUT_MS = 5000;

export function writeLaunch(folder: NodeFolder, value: NodeLaunch): void {
  writePrivateFile(folder.launch, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Port that a node was last started with, or `undefined` for one that never was. */
export function launchedPort(folder: NodeFolder): number | undefined {
  const text = readIfPresent(folder.launch);
  if (text === undefined) return undefined;
  const port = launch.parse(JSON.parse(text)).environment["CF_PORT"];
  return port === undefined ? undefined : Number(port);
}

/** Whether the node was started once and its server runs. */
export function isRunning(folder: NodeFolder): boolean {
  const server = folder.server();
  return server !== undefined && isAlive(server);
}

/**
 * Starts the node's runner, detached from this process, unless its server runs already.
 * Resolves when the server's process exists; it may not answer yet.
 *
 * @throws UnavailableError HOST_NODE_NEVER_DEPLOYED, HOST_NODE_NOT_STARTED
 * @throws OperationError HOST_NODE_STILL_RUNNING
 */
export async function startNode(folder: NodeFolder): Promise<void> {
  if (isRunning(folder)) return;
  // A runner may be about to start its dead server again: two would start it twice.
  await stopNode(folder, "quick");
  const text = readIfPresent(folder.launch);
  if (text === undefined) {
    throw new UnavailableError("HOST_NODE_NEVER_DEPLOYED", {
      problem: `${folder.path} holds no node that was ever started`,
      fix: "deploy the environment first: cachefort up",
    });
  }
  const how = launch.parse(JSON.parse(text));
  rmSync(folder.run("server"), { force: true });
  rmSync(folder.run("runner"), { force: true });
  const log = openSync(folder.log, "a", 0o600);
  try {
    const child = spawn("/bin/sh", [folder.runner, ...how.arguments], {
      cwd: folder.path,
      detached: true,
      stdio: ["ignore", log, log],
      env: { PATH: process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin", ...how.environment },
      ...(how.uid === undefined ? {} : { uid: how.uid, gid: how.gid }),
    });
    await new Promise((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
  } finally {
    closeSync(log);
  }
  const recorded = await until(RECORD_TIMEOUT_MS, () => folder.server() !== undefined);
  if (!recorded) {
    throw new UnavailableError("HOST_NODE_NOT_STARTED", {
      problem: `the runner of ${folder.path} started no server within ${RECORD_TIMEOUT_MS} ms; its log ends with:\n${logTail(folder.log)}`,
      fix: "mend what the log says, then deploy again",
    });
  }
}
