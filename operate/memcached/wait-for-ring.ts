import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import { readLogin } from "../../clients/memcached/login";
import { withSecrets } from "../../clients/secrets/managed-secrets";
import { OperationError } from "../../constructs/core/errors";
import type { MemcachedManifest } from "../../constructs/core/manifest";
import { until } from "../host/until";
import type { NodeProcesses } from "../node-processes";
import { whyNotReady } from "./why-not-ready";

const READY_TIMEOUT_MS = 30_000;

/**
 * Waits until every node of a ring takes the login of every user.
 *
 * @param timeoutMs most milliseconds that each node may take
 * @throws OperationError MEMCACHED_NODE_NOT_READY
 * @throws UnavailableError SECRET_UNREADABLE
 */
export async function waitForRing(
  deployed: LoadedManifest<MemcachedManifest>,
  processes: NodeProcesses,
  timeoutMs = READY_TIMEOUT_MS,
): Promise<void> {
  const { nodes, tls, users } = deployed.manifest;
  const read = await withSecrets(deployed);
  const authority = readAuthority(read);
  const logins = users.map(({ name }) => ({ name, ...readLogin(read, name) }));
  await Promise.all(
    nodes.map(async ({ id, host, port }) => {
      let problem: string | undefined;
      const isReady = await until(timeoutMs, async () => {
        for (const { name, ...login } of logins) {
          const why = await whyNotReady({
            host,
            port,
            authority,
            minVersion: tls.minVersion,
            ...login,
            timeoutMs: 2000,
          });
          problem = why === undefined ? undefined : `user ${name}: ${why}`;
          if (problem !== undefined) return false;
        }
        return true;
      });
      if (isReady) return;
      throw new OperationError("MEMCACHED_NODE_NOT_READY", {
        problem: `node ${id} does not serve its users after ${timeoutMs} ms: ${problem}; its log ends with:\n${await processes.logTail(id)}`,
        fix: "mend what the log says, then deploy again; the next run goes on from here",
      });
    }),
  );
}
