import type { RedisManifest } from "../../constructs/core/manifest";
import { endpointOf, requireServed, type ClientPlace, type Endpoint } from "../client-place";

/** Where a cluster client begins, and where it finds what nodes announce. */
export interface NodePlaces {
  /** One living node is enough to begin with. */
  readonly startup: readonly Endpoint[];
  /** By what a node announces, `host:port`; empty when the client dials just that. */
  readonly addressMap: Readonly<Record<string, Endpoint>>;
}

/**
 * How a client reaches the nodes of a cluster.
 *
 * @throws ValidationError CLIENT_PLACE_NOT_SERVED
 */
export function nodePlaces(manifest: RedisManifest, from: ClientPlace): NodePlaces {
  requireServed(manifest, from);
  const endpoints = manifest.nodes.flatMap((node) => endpointOf(node, from) ?? []);
  const entrypoints = from === "machine" ? manifest.entrypoints : [];
  const startup = new Map(
    [...entrypoints, ...endpoints].map((endpoint) => [textOf(endpoint), endpoint]),
  );
  return {
    startup: [...startup.values()].map(({ host, port }) => ({ host, port })),
    addressMap: from === "machine" ? addressMapOf(manifest) : {},
  };
}

function addressMapOf({ nodes }: RedisManifest): Record<string, Endpoint> {
  return Object.fromEntries(
    nodes.flatMap((node) => {
      const announced = endpointOf(node, "network");
      const dialed = endpointOf(node, "machine");
      return announced === undefined || dialed === undefined ? [] : [[textOf(announced), dialed]];
    }),
  );
}

function textOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}
