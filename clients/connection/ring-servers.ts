import type { MemcachedManifest } from "../../constructs/core/manifest";
import { ringServerOf } from "../../constructs/memcached/ring";
import { endpointOf, requireServed, type ClientPlace, type Endpoint } from "../client-place";

/** A server by the name that keys find it by, and where a client dials it. */
export interface DialedServer extends Endpoint {
  readonly server: string;
}

/**
 * The servers of a ring in the order in which every client has to list them.
 *
 * @throws ValidationError CLIENT_PLACE_NOT_SERVED
 */
export function dialedServers(manifest: MemcachedManifest, from: ClientPlace): DialedServer[] {
  requireServed(manifest, from);
  const endpoints = new Map(
    manifest.nodes.map((node) => [ringServerOf(node), endpointOf(node, from)]),
  );
  return manifest.ring.servers.flatMap((server) => {
    const endpoint = endpoints.get(server);
    return endpoint === undefined ? [] : [{ server, ...endpoint }];
  });
}
