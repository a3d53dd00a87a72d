import { ValidationError } from "../core/errors";
import type { MemcachedModel, MemcachedNode } from "./model";

/** Files of one node, absolute paths; the server's own uid must be able to read them. */
export interface MemcachedFiles {
  /** The node's certificate, followed by any intermediate ones, PEM. */
  readonly certificate: string;
  /** The private key of the certificate, PEM. */
  readonly key: string;
  /** The authority that signed it, PEM. */
  readonly authority: string;
}

/** How memcached writes TLS 1.2 in `ssl_min_version`. */
const TLS_1_2 = 2;

/**
 * Command line of one node, without the program and without `-u`.
 *
 * @throws ValidationError MEMCACHED_PATH_INVALID
 */
export function memcachedArguments(
  model: MemcachedModel,
  node: MemcachedNode,
  files: MemcachedFiles,
): string[] {
  return [
    ...["-S", "-Z"],
    // SASL exists in the binary protocol only; a server with -S and any other one does not start.
    ...["-B", "binary"],
    ...["-l", listeners(node), "-p", String(node.port), "-U", "0"],
    ...["-m", String(model.memoryMib), "-I", String(model.maxItemSizeBytes)],
    ...["-c", String(model.maxConnections), "-t", String(model.threads)],
    // No list of other users' keys (-X) and no stream of their commands (-W).
    ...["-X", "-W"],
    ...["-o", tlsOptions(files)],
  ];
}

/**
 * In a network of its own a node listens at whatever address it has there. A second listener, which only
 * the node itself can reach and which demands a login as well, answers the health check: that has no TLS.
 */
function listeners({ address, hasOwnMachine = false, host, port }: MemcachedNode): string {
  if (address === undefined && !hasOwnMachine) return host;
  return `0.0.0.0:${port},notls:127.0.0.1:${healthPortOf(port)}`;
}

/** Port of a node's listener for its own health check. */
export function healthPortOf(port: number): number {
  return port === 1024 ? 1025 : 1024;
}

function tlsOptions(files: MemcachedFiles): string {
  return [
    `ssl_chain_cert=${requirePath(files.certificate)}`,
    `ssl_key=${requirePath(files.key)}`,
    `ssl_ca_cert=${requirePath(files.authority)}`,
    `ssl_min_version=${TLS_1_2}`,
  ].join(",");
}

/** The server splits its options at commas and knows no way to quote one. */
function requirePath(path: string): string {
  if (!path.includes(",")) return path;
  throw new ValidationError("MEMCACHED_PATH_INVALID", {
    problem: "memcached cannot read a file whose path has a comma",
    received: path,
    allowed: "a path without a comma",
    fix: "move the project, or the environment's folder, to a path without a comma",
  });
}
