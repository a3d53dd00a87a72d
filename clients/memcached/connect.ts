import type { MemcachedManifest } from "../../constructs/core/manifest";
import { requireInteger } from "../../constructs/core/validate";
import { createRing, ringServerOf } from "../../constructs/memcached/ring";
import { endpointOf, requireServed, type ClientPlace } from "../client-place";
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
  /**
   * Where the client runs; keys find their node in the same way from everywhere.
   *
   * @default "machine" - on the host target's or the Docker engine's
   */
  readonly from?: ClientPlace;
}

/**
 * A client of a deployed ring, logged in as one of its users. Connections are made when a key first
 * needs them. The password and the authority are read now: after a rotation, connect again.
 *
 * @throws ValidationError MEMCACHED_USER_UNKNOWN, MEMCACHED_AUTH_UNSUPPORTED,
 * MEMCACHED_TIMEOUT_INVALID, MEMCACHED_RING_INVALID, SECRET_KIND_UNSUPPORTED, CLIENT_PLACE_NOT_SERVED
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function connectMemcached(
  deployed: LoadedManifest<MemcachedManifest>,
  user: string,
  options: MemcachedClientOptions = {},
): MemcachedClient {
  const { nodes, ring, tls } = deployed.manifest;
  const { from = "machine" } = options;
  requireServed(deployed.manifest, from);
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
  const endpoints = new Map(nodes.map((node) => [ringServerOf(node), endpointOf(node, from)]));
  const connections = ring.servers.flatMap((server): [string, NodeConnection][] => {
    const endpoint = endpoints.get(server);
    return endpoint === undefined ? [] : [[server, new NodeConnection({ ...shared, ...endpoint })]];
  });
  return new MemcachedClient(createRing(ring.servers), new Map(connections));
}
