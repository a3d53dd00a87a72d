import type { MemcacheNode } from "memcache";
import { ValidationError } from "../../constructs/core/errors";
import { requireInteger } from "../../constructs/core/validate";
import type { Ring } from "../../constructs/memcached/ring";
import { CommandRefusal } from "./failures";
import { requireKey } from "./key";
import type { Answer, NodeConnection } from "./node-connection";
import { Status } from "./status";

/** Longest lifetime that is not taken for a date, in seconds: 30 days. */
export const MAX_TTL_SECONDS = 2_592_000;
/** Instead of a lifetime: do not create the counter. */
const DO_NOT_CREATE = 0xffffffff;

/** How to begin a counter that does not exist. */
export interface CounterStart {
  /** Value that a missing counter gets, without the step. */
  readonly initial: number;
  /** Lifetime of the new counter in seconds, 0 to 2,592,000; 0 is without end. @default 0 */
  readonly ttlSeconds?: number;
}

/** Figures of one node by name, as `stats` of the server gives them. */
export type MemcachedStats = Readonly<Record<string, string>>;

/**
 * A SASL Memcached ring over verified TLS. Values are UTF-8 text. Every method of a key asks the one
 * node that holds it; when that node is down it rejects, and never reports a miss.
 *
 * Errors of every method: see `NodeConnection.run`, and MEMCACHED_COMMAND_REFUSED.
 */
export class MemcachedClient {
  private closed = false;

  constructor(
    readonly ring: Ring,
    private readonly connections: ReadonlyMap<string, NodeConnection>,
  ) {}

  /** The value, or `undefined` when the node does not have the key. */
  async get(key: string): Promise<string | undefined> {
    const { server, value, status } = await this.run("get", key, (node) => node.binaryGet(key));
    // The library gives `undefined` for an empty value too.
    if (status === Status.ok) return value ?? "";
    if (status === Status.keyNotFound) return undefined;
    throw new CommandRefusal(server, "get", status);
  }

  /** @param ttlSeconds lifetime, 0 to 2,592,000 (30 days); 0 is without end */
  async set(key: string, value: string, ttlSeconds = 0): Promise<void> {
    requireTtl(ttlSeconds);
    const answer = await this.run("set", key, (node) => node.binarySet(key, value, ttlSeconds));
    if (answer.status !== Status.ok) throw new CommandRefusal(answer.server, "set", answer.status);
  }

  /** Sets the key if it is missing. `false` when it exists. */
  async add(key: string, value: string, ttlSeconds = 0): Promise<boolean> {
    requireTtl(ttlSeconds);
    const answer = await this.run("add", key, (node) => node.binaryAdd(key, value, ttlSeconds));
    return done("add", answer, Status.keyExists);
  }

  /** `false` when the key was missing. */
  async delete(key: string): Promise<boolean> {
    const answer = await this.run("delete", key, (node) => node.binaryDelete(key));
    return done("delete", answer, Status.keyNotFound);
  }

  /** Gives the key a new lifetime. `false` when it is missing. */
  async touch(key: string, ttlSeconds: number): Promise<boolean> {
    requireTtl(ttlSeconds);
    const answer = await this.run("touch", key, (node) => node.binaryTouch(key, ttlSeconds));
    return done("touch", answer, Status.keyNotFound);
  }

  /**
   * Adds to a counter. `undefined` when it is missing and `start` is not given.
   *
   * @param delta 0 to 2^53 - 1
   */
  async increment(key: string, delta = 1, start?: CounterStart): Promise<number | undefined> {
    return this.count("increment", key, delta, start);
  }

  /**
   * Subtracts from a counter, which stops at 0. `undefined` when it is missing and `start` is not
   * given.
   *
   * @param delta 0 to 2^53 - 1
   */
  async decrement(key: string, delta = 1, start?: CounterStart): Promise<number | undefined> {
    return this.count("decrement", key, delta, start);
  }

  /** Figures of one node. @param server `host:port` as in `ring.servers` */
  async stats(server: string): Promise<MemcachedStats> {
    const answer = await this.runOn("stats", server, (node) => node.binaryStats());
    if (answer.status !== Status.ok) throw new CommandRefusal(server, "stats", answer.status);
    return answer.value;
  }

  /** Version of one node's server. @param server `host:port` as in `ring.servers` */
  async version(server: string): Promise<string> {
    const answer = await this.runOn("version", server, (node) => node.binaryVersion());
    if (answer.value === undefined) throw new CommandRefusal(server, "version", answer.status);
    return answer.value;
  }

  /** Lets commands under way finish and ends every connection. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.connections.values()].map((connection) => connection.close()));
  }

  private async count(
    command: "increment" | "decrement",
    key: string,
    delta: number,
    start: CounterStart | undefined,
  ): Promise<number | undefined> {
    const method = command === "increment" ? "binaryIncr" : "binaryDecr";
    const range = { min: 0, max: Number.MAX_SAFE_INTEGER };
    const initial = start?.initial ?? 0;
    requireInteger("MEMCACHED_COUNTER_INVALID", "delta", delta, range);
    requireInteger("MEMCACHED_COUNTER_INVALID", "initial", initial, range);
    const ttl = start === undefined ? DO_NOT_CREATE : requireTtl(start.ttlSeconds ?? 0);
    const answer = await this.run(command, key, (node) => node[method](key, delta, initial, ttl));
    return done(command, answer, Status.keyNotFound) ? answer.value : undefined;
  }

  private run<T>(
    command: string,
    key: string,
    operation: (node: MemcacheNode) => Promise<T>,
  ): Promise<ServerAnswer<T>> {
    return this.runOn(command, this.ring.serverOf(requireKey(key)), operation);
  }

  private async runOn<T>(
    command: string,
    server: string,
    operation: (node: MemcacheNode) => Promise<T>,
  ): Promise<ServerAnswer<T>> {
    const connection = this.connections.get(server);
    if (this.closed || connection === undefined) throw unusable(this, server, this.closed);
    return { server, ...(await connection.run(command, operation)) };
  }
}

interface ServerAnswer<T> extends Answer<T> {
  readonly server: string;
}

function done(command: string, answer: ServerAnswer<unknown>, no: number): boolean {
  if (answer.status === Status.ok) return true;
  if (answer.status === no) return false;
  throw new CommandRefusal(answer.server, command, answer.status);
}

function requireTtl(ttlSeconds: number): number {
  const range = { min: 0, max: MAX_TTL_SECONDS, unit: "seconds" };
  return requireInteger("MEMCACHED_TTL_INVALID", "ttlSeconds", ttlSeconds, range);
}

function unusable(client: MemcachedClient, server: string, closed: boolean): ValidationError {
  return closed
    ? new ValidationError("MEMCACHED_CLIENT_CLOSED", {
        problem: "the client was used after close()",
        fix: "connect again: connectMemcached(manifest, user)",
      })
    : new ValidationError("MEMCACHED_SERVER_UNKNOWN", {
        problem: "the ring has no such server",
        received: server,
        allowed: client.ring.servers.join(", "),
        fix: "name a server as the manifest does",
      });
}
