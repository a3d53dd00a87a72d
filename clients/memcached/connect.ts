import type { MemcachedManifest } from "../../constructs/core/manifest";
import { requireInteger } from "../../constructs/core/validate";
import { createRing } from "../../constructs/memcached/ring";
import { type LoadedManifest, readAuthority } from "../manifest-file";
import { MemcachedClient } from "./client";
import { readLogin } from "./login";
import { NodeConnection } from "./node-connection";

export interface MemcachedClientOptions {
  /**
   * Most time a command may take from the call to the answer, in ms, 10 to 60,000; connecting and
   * logging in are part of it.
   *
   * @default 1000
   */
  readonly timeoutMs?: number;
}

/**
 * A client of a deployed ring, logged in as one of its users. Connections are made when a key first
 * needs them. The password and the authority are read now: after a rotation, connect again.
 *
 * @throws ValidationError MEMCACHED_USER_UNKNOWN, MEMCACHED_AUTH_UNSUPPORTED,
 * MEMCACHED_TIMEOUT_INVALID, MEMCACHED_RING_INVALID, SECRET_KIND_UNSUPPORTED
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function connectMemcached(
  deployed: LoadedManifest<MemcachedManifest>,
  user: string,
  options: MemcachedClientOptions = {},
): MemcachedClient {
  const { ring, tls } = deployed.manifest;
  const shared = {
    authority: readAuthority(deployed),
    minVersion: tls.minVersion,
    ...readLogin(deployed, user),
    timeoutMs: requireInteger(
      "MEMCACHED_TIMEOUT_INVALID",
      "timeoutMs",
      options.timeoutMs ?? 1_000,
      { min: 10, max: 60_000, unit: "ms" },
    ),
  };
  const connections = ring.servers.map((server): [string, NodeConnection] => [
    server,
    new NodeConnection({ ...shared, ...endpointOf(server) }),
  ]);
  return new MemcachedClient(createRing(ring.servers), new Map(connections));
}

function endpointOf(server: string): { host: string; port: number } {
  const colon = server.lastIndexOf(":");
  return { host: server.slice(0, colon), port: Number(server.slice(colon + 1)) };
}
