import { connect } from "node:net";
import type { LoadedManifest } from "../clients/manifest-file";
import { UnavailableError } from "../constructs/core/errors";

const CONNECT_TIMEOUT_MS = 2000;

/**
 * Makes sure that something is there to be checked: at least one node takes a connection.
 *
 * @throws UnavailableError SMOKE_TARGET_UNREACHABLE
 */
export async function requireReachable({ manifest }: LoadedManifest): Promise<void> {
  const nodes = manifest.kind === "memcached" ? manifest.nodes : manifest.entrypoints;
  const problems = await Promise.all(nodes.map(({ host, port }) => tryConnect(host, port)));
  if (problems.some((problem) => problem === undefined)) return;
  throw new UnavailableError("SMOKE_TARGET_UNREACHABLE", {
    problem: `no node of ${manifest.name} takes a connection: ${problems[0]}`,
    received: nodes.map(({ host, port }) => `${host}:${port}`),
    fix: `start it: cachefort up ${manifest.environment}`,
  });
}

function tryConnect(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const end = (problem?: string): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end(`no answer within ${CONNECT_TIMEOUT_MS} ms`));
    socket.once("error", (error) => end(error.message));
  });
}
