import { connect } from "node:net";
import type { LoadedManifest } from "../clients/manifest-file";
import { UnavailableError } from "../constructs/core/errors";
import type { Manifest } from "../constructs/core/manifest";

const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Makes sure that there is something to check: of every cluster and ring, one node at least
 * accepts connections.
 *
 * @throws UnavailableError SMOKE_TARGET_UNREACHABLE
 */
export async function requireReachable(manifests: readonly LoadedManifest[]): Promise<void> {
  for (const { manifest } of manifests) {
    const endpoints = endpointsOf(manifest);
    const answers = await Promise.all(endpoints.map(({ host, port }) => accepts(host, port)));
    if (answers.includes(true)) continue;
    throw new UnavailableError("SMOKE_TARGET_UNREACHABLE", {
      problem: `no node of ${manifest.name} accepts a connection`,
      received: endpoints.map(({ host, port }) => `${host}:${port}`),
      fix: `start it: cachefort up ${manifest.environment}`,
    });
  }
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

function endpointsOf(manifest: Manifest): Endpoint[] {
  const entrypoints = manifest.kind === "redis-cluster" ? manifest.entrypoints : [];
  return [...entrypoints, ...manifest.nodes].flatMap(({ host, port }) =>
    host === undefined || port === undefined ? [] : [{ host, port }],
  );
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("timeout", () => settle(false));
  });
}
