import type { Login } from "../../clients/memcached/login";
import { NodeConnection } from "../../clients/memcached/node-connection";
import { versionOfNode } from "../../clients/memcached/version";
import { fixedLogin } from "../../clients/secrets/login-source";
import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import { CachefortError } from "../../constructs/core/errors";
import type { MemcachedManifest } from "../../constructs/core/manifest";

const TIMEOUT_MS = 5000;

/** Connections to each node of a ring with one login, in the order of the manifest. */
export function nodeConnections(
  deployed: LoadedManifest<MemcachedManifest>,
  login: Login,
): NodeConnection[] {
  const { nodes, tls } = deployed.manifest;
  return nodes.map(
    ({ host, port }) =>
      new NodeConnection({
        host,
        port,
        access: fixedLogin({ authority: readAuthority(deployed), ...login }),
        minVersion: tls.minVersion,
        timeoutMs: TIMEOUT_MS,
      }),
  );
}

/** What each node says to a new connection with a login: "taken", or the code of its refusal. */
export async function answersTo(
  deployed: LoadedManifest<MemcachedManifest>,
  login: Login,
): Promise<string[]> {
  return Promise.all(
    nodeConnections(deployed, login).map(async (connection) => {
      try {
        await versionOfNode(connection);
        return "taken";
      } catch (error) {
        if (CachefortError.is(error)) return error.code;
        throw error;
      } finally {
        await connection.close();
      }
    }),
  );
}
