import { ValidationError } from "../constructs/core/errors";
import type { Manifest } from "../constructs/core/manifest";

/**
 * Where a client runs: on the machine of host target or Docker engine, or in a container of the
 * environment's network.
 */
export type ClientPlace = "machine" | "network";

/** What a manifest says of where a node is. */
export interface PlacedNode {
  readonly host?: string | undefined;
  readonly networkHost?: string | undefined;
  readonly port?: number | undefined;
}

/** Host and port that a client dials. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Where a client dials a node; `undefined` when a service hides its nodes. */
export function endpointOf(node: PlacedNode, from: ClientPlace): Endpoint | undefined {
  const host = from === "network" ? node.networkHost : node.host;
  return host === undefined || node.port === undefined ? undefined : { host, port: node.port };
}

/**
 * Refuses a client in the network of nodes that only the machine is served by.
 *
 * @throws ValidationError CLIENT_PLACE_NOT_SERVED
 */
export function requireServed(manifest: Manifest, from: ClientPlace): void {
  if (from === "machine" || manifest.nodes.every((node) => node.networkHost !== undefined)) return;
  throw new ValidationError("CLIENT_PLACE_NOT_SERVED", {
    problem: `${manifest.name} does not serve clients in a network of containers`,
    received: from,
    allowed: "machine",
    fix: 'deploy target docker with access "network" or "both"; see docs/docker.md',
  });
}
