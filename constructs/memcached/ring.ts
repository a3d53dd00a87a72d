import { hash } from "node:crypto";
import { ValidationError } from "../core/errors";

/** Default port of memcached; libmemcached leaves it out of a point's name. */
const DEFAULT_PORT = 11211;
/** Each MD5 digest gives four points of 32 bits. */
const POINTS_PER_DIGEST = 4;
/** Digests of a server of average weight: 160 points. */
const DIGESTS_PER_SERVER = 40;
/** Number of values a hash may have. */
const HASH_SPACE = 2 ** 32;

/** Which server of a ring holds a key. */
export interface Ring {
  /** `host:port` of each server, in the order that was given. */
  readonly servers: readonly string[];
  /** The server that holds the key. */
  serverOf(key: string): string;
  /**
   * The server of the first point from the key on that may be asked: the next one on the continuum where its own
   * may not. The same for every client; keys of one server spread over the others. `undefined` when none may.
   */
  nextServerOf(key: string, mayBeAsked: (server: string) => boolean): string | undefined;
  /**
   * The server's exact share of the hash space, which random keys approach: 0 to 1, and 0 for a
   * server that is not in the ring.
   */
  share(server: string): number;
}

interface Point {
  readonly hash: number;
  readonly server: string;
}

/**
 * The ring of libmemcached's `MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED` with equal weights, so that every
 * client built on libmemcached finds the same server for a key.
 *
 * @param servers `host:port` of each server; the names decide, not the addresses behind them
 * @throws ValidationError MEMCACHED_RING_INVALID
 */
export function createRing(servers: readonly string[]): Ring {
  if (servers.length === 0 || new Set(servers).size !== servers.length) {
    throw new ValidationError("MEMCACHED_RING_INVALID", {
      problem: "the ring has no server or names one twice",
      received: servers,
      allowed: "one or more servers, each once",
      fix: "list every node of the ring once",
    });
  }
  const points = pointsOf(servers);
  // What is alone needs no digest.
  const only = servers.length === 1 ? servers[0] : undefined;
  return {
    servers: [...servers],
    serverOf: (key) => only ?? pointAt(points, indexOf(points, hashOf(key))).server,
    nextServerOf: (key, mayBeAsked) => {
      const first = indexOf(points, hashOf(key));
      for (let step = 0; step < points.length; step++) {
        const { server } = pointAt(points, (first + step) % points.length);
        if (mayBeAsked(server)) return server;
      }
      return undefined;
    },
    share: (server) => shareOf(points, server),
  };
}

/** Name that keys find a node by: the one in the containers' network, where it has one. */
export function ringServerOf(node: {
  readonly host: string;
  readonly networkHost?: string | undefined;
  readonly port: number;
}): string {
  return `${node.networkHost ?? node.host}:${node.port}`;
}

/** Points that each server of a ring of that size holds. */
export function pointsPerServer(servers: number): 160 | 156 {
  return digestsPerServer(servers) === DIGESTS_PER_SERVER ? 160 : 156;
}

/**
 * Digests per server as libmemcached computes them, in single precision. For 25, 47, 50, 55, 61, 71,
 * 94 and 100 servers the rounding loses one of the 40, so a ring of that size has 156 points a server.
 */
function digestsPerServer(servers: number): number {
  const weight = Math.fround(1 / servers);
  const points = Math.fround(weight * DIGESTS_PER_SERVER * POINTS_PER_DIGEST);
  return Math.floor(Math.fround((points / POINTS_PER_DIGEST) * servers) + 1e-10);
}

function pointsOf(servers: readonly string[]): Point[] {
  const digests = digestsPerServer(servers.length);
  const points: Point[] = [];
  for (const server of servers) {
    for (let index = 0; index < digests; index++) {
      const digest = md5(`${pointName(server)}-${index}`);
      for (let part = 0; part < POINTS_PER_DIGEST; part++) {
        points.push({ hash: digest.readUInt32LE(part * 4), server });
      }
    }
  }
  return points.sort((a, b) => a.hash - b.hash);
}

function pointName(server: string): string {
  const suffix = `:${DEFAULT_PORT}`;
  return server.endsWith(suffix) ? server.slice(0, -suffix.length) : server;
}

function hashOf(key: string): number {
  return md5(key).readUInt32LE(0);
}

function md5(text: string): Buffer {
  return hash("md5", text, "buffer");
}

/** The first point at or after the hash, wrapping around. */
function indexOf(points: readonly Point[], hash: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pointAt(points, middle).hash < hash) low = middle + 1;
    else high = middle;
  }
  return low % points.length;
}

function shareOf(points: readonly Point[], server: string): number {
  let owned = 0;
  let before = pointAt(points, points.length - 1).hash - HASH_SPACE;
  for (const point of points) {
    if (point.server === server) owned += point.hash - before;
    before = point.hash;
  }
  return owned / HASH_SPACE;
}

function pointAt(points: readonly Point[], index: number): Point {
  const point = points[index];
  if (point === undefined) throw new RangeError(`the ring has no point ${index}`);
  return point;
}
