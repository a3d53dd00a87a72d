import type { MemcachedManifest } from "../../constructs/core/manifest";
import { requireInteger } from "../../constructs/core/validate";
import { createRing, ringServerOf } from "../../constructs/memcached/ring";
import { endpointOf, requireServed, type ClientPlace } from "../client-place";
import type { LoadedManifest } from "../manifest-file";
import type { ManagedSecretsOptions } from "../secrets/managed-secrets";
import { type Failover, MemcachedClient } from "./client";
import { type CircuitBreakerProps, requireBreaker } from "./connection/circuit-breaker";
import { type PendingLimits, requirePendingLimits } from "./connection/pending";
import { accessSource } from "./login";
import { NodeConnection } from "./node-connection";

/** Most time that a command takes where a client names none, in ms. */
export const COMMAND_TIMEOUT_MS = 1_000;

export interface MemcachedClientOptions extends ManagedSecretsOptions, PendingLimits {
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
  /**
   * When a node counts as down, and how often it is looked for. Commands to it fail at once meanwhile.
   *
   * @default - after 5 failures in a row, at pauses of 100 ms that double up to 2 s
   */
  readonly circuitBreaker?: CircuitBreakerProps;
  /**
   * Where commands go for the keys of a node that counts as down. With `nextPoint` they go to the next server on the
   * continuum, and back when the node is. Entries are then old: the node has what it had before, and what was
   * stored on the other server stays there until it expires.
   *
   * @default "none" - they fail
   */
  readonly failover?: Failover;
}

/**
 * A client of a deployed ring, logged in as one of its users. Connections are made when a key first
 * needs them. A password and authorities in files and variables are read now: after a rotation, connect
 * again. Those in AWS Secrets Manager are read by each new connection, and anew when a node refuses them.
 * A ring without `sasl` in its manifest takes no login: there the user is a name and nothing else.
 *
 * @throws ValidationError MEMCACHED_USER_UNKNOWN, MEMCACHED_AUTH_UNSUPPORTED,
 * MEMCACHED_TIMEOUT_INVALID, MEMCACHED_BREAKER_INVALID, MEMCACHED_PENDING_INVALID, MEMCACHED_RING_INVALID, CLIENT_PLACE_NOT_SERVED, SECRET_AGE_INVALID
 * @throws UnavailableError SECRET_UNREADABLE for a file or a variable
 */
export function connectMemcached(
  deployed: LoadedManifest<MemcachedManifest>,
  user: string,
  options: MemcachedClientOptions = {},
): MemcachedClient {
  const { nodes, ring, tls } = deployed.manifest;
  const {
    circuitBreaker,
    failover,
    from = "machine",
    maxPendingBytes,
    maxPendingCommands,
  } = options;
  requireServed(deployed.manifest, from);
  const shared = {
    access: accessSource(deployed, user, options),
    minVersion: tls.minVersion,
    circuitBreaker: requireBreaker(circuitBreaker),
    ...requirePendingLimits({ maxPendingBytes, maxPendingCommands }),
    timeoutMs: requireInteger(
      "MEMCACHED_TIMEOUT_INVALID",
      "timeoutMs",
      options.timeoutMs ?? COMMAND_TIMEOUT_MS,
      { min: 10, max: 60_000, unit: "ms" },
    ),
  };
  const endpoints = new Map(nodes.map((node) => [ringServerOf(node), endpointOf(node, from)]));
  const connections = ring.servers.flatMap((server): [string, NodeConnection][] => {
    const endpoint = endpoints.get(server);
    return endpoint === undefined ? [] : [[server, new NodeConnection({ ...shared, ...endpoint })]];
  });
  const client = new MemcachedClient(createRing(ring.servers), new Map(connections), failover);
  // The first command has no time to spare; it asks again when this fails, and says why.
  shared.access.current().catch(() => undefined);
  return client;
}
