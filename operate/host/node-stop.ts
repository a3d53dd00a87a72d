import { OperationError } from "../../constructs/core/errors";
import type { NodeFolder } from "./node-folder";
import { isAlive, type ProcessIdentity } from "./process-identity";
import { until } from "./until";

/** `orderly`: a primary hands its slots over first; `quick`: the server stops at once. */
export type StopManner = "orderly" | "quick";

/** Hand-over of at most 6 s for each of 5 replicas, and the server's own last save. */
const ORDERLY_TIMEOUT_MS = 45_000;
const QUICK_TIMEOUT_MS = 10_000;
const KILL_TIMEOUT_MS = 5000;
/** A runner whose server is gone has nothing left to do. */
const RUNNER_TIMEOUT_MS = 2000;

/**
 * Stops a node; resolves when no process of it is left. Does nothing to a process that merely got
 * the pid of one.
 *
 * @throws OperationError HOST_NODE_STILL_RUNNING
 */
export async function stopNode(folder: NodeFolder, manner: StopManner): Promise<void> {
  const runner = folder.runnerProcess();
  const server = folder.server();
  const processes = [runner, server].filter((identity) => identity !== undefined);
  if (runner !== undefined) signal(runner, manner === "orderly" ? "SIGTERM" : "SIGUSR1");
  let isOrphanTold = false;
  const serverTimeoutMs = manner === "orderly" ? ORDERLY_TIMEOUT_MS : QUICK_TIMEOUT_MS;
  const hasServer = server !== undefined && isAlive(server);
  const gone = await until(hasServer ? serverTimeoutMs : RUNNER_TIMEOUT_MS, () => {
    // A runner that was killed can no longer pass the request on.
    if (!isOrphanTold && server !== undefined && (runner === undefined || !isAlive(runner))) {
      signal(server, "SIGTERM");
      isOrphanTold = true;
    }
    return !processes.some(isAlive);
  });
  if (gone) return;
  for (const identity of processes) signal(identity, "SIGKILL");
  if (await until(KILL_TIMEOUT_MS, () => !processes.some(isAlive))) return;
  throw new OperationError("HOST_NODE_STILL_RUNNING", {
    problem: `a process of ${folder.path} survives SIGKILL`,
    received: processes.filter(isAlive).map((identity) => identity.pid),
    fix: "look at the processes with ps; one in state D waits for a disk",
  });
}

/** Sends a signal to exactly this process; nothing when it has ended. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
