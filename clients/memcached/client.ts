import { ValidationError } from "../../constructs/core/errors";
import { requireInteger } from "../../constructs/core/validate";
import type { Ring } from "../../constructs/memcached/ring";
import { CommandRefusal } from "./failures";
import { requireKey } from "./key";
import { getFromNode, MemcachedBatchError } from "./many";
import type { NodeConnection } from "./node-connection";
import { Opcode } from "./protocol/opcode";
import { Request } from "./protocol/request";
import type { Response } from "./protocol/response";
import { type MemcachedStats, type StatsGroup, statsOfNode } from "./stats";
import { Status } from "./status";
import { versionOfNode } from "./version";

/** Longest lifetime that is not taken for a date, in seconds: 30 days. */
export const MAX_TTL_SECONDS = 2_592_000;
/** Instead of a lifetime: do not create the counter. */
const DO_NOT_CREATE = 0xffffffff;
/** Other clients say with them how a value is encoded. */
const NO_FLAGS = 0;
const WORD = 2 ** 32;

/** How to begin a counter that does not exist. */
export interface CounterStart {
  /** Value that a missing counter gets, without the step. */
  readonly initial: number;
  /** Lifetime of the new counter in seconds, 0 to 2,592,000; 0 is without end. @default 0 */
  readonly ttlSeconds?: number;
}

/**
 * What happens to the keys of a node that counts as down: their commands fail, or go to the next server on the
 * continuum.
 */
export type Failover = "none" | "nextPoint";

/**
 * A SASL Memcached ring over verified TLS. Values are UTF-8 text. Every method of a key asks the one
 * node that holds it; when that node is down it rejects, and never reports a miss, unless `failover` says otherwise.
 *
 * Errors of every method: see `NodeConnection.ask`, and MEMCACHED_COMMAND_REFUSED.
 */
export class MemcachedClient {
  private closed = false;

  constructor(
    readonly ring: Ring,
    private readonly connections: ReadonlyMap<string, NodeConnection>,
    private readonly failover: Failover = "none",
  ) {}

  /** The value, or `undefined` when the node does not have the key. */
  async get(key: string): Promise<string | undefined> {
    const server = this.serverFor(key);
    const answer = await this.ask("get", server, new Request(Opcode.get, key));
    if (answer.status === Status.ok) return answer.value;
    if (answer.status === Status.keyNotFound) return undefined;
    throw new CommandRefusal(server, "get", answer.status);
  }

  /**
   * The values that there are, by key. Each node is asked for many keys at a time.
   *
   * @throws MemcachedBatchError naming the keys that could not be asked for, with the values of the others
   */
  async getMany(keys: Iterable<string>): Promise<Map<string, string>> {
    const byServer = new Map<string, string[]>();
    for (const key of new Set(keys)) {
      const server = this.serverFor(key);
      const known = byServer.get(server);
      if (known === undefined) byServer.set(server, [key]);
      else known.push(key);
    }
    const values = new Map<string, string>();
    const failures = new Map<string, Error>();
    await Promise.all(
      [...byServer].map(([server, some]) =>
        getFromNode(this.connectionTo(server), some, values, failures),
      ),
    );
    if (failures.size > 0) throw new MemcachedBatchError(values, failures);
    return values;
  }

  /** @param ttlSeconds lifetime, 0 to 2,592,000 (30 days); 0 is without end */
  async set(key: string, value: string, ttlSeconds = 0): Promise<void> {
    const extras = [NO_FLAGS, requireTtl(ttlSeconds)];
    const server = this.serverFor(key);
    const answer = await this.ask("set", server, new Request(Opcode.set, key, extras, value));
    if (answer.status !== Status.ok) throw new CommandRefusal(server, "set", answer.status);
  }

  /** Sets the key if it is missing. `false` when it exists. */
  async add(key: string, value: string, ttlSeconds = 0): Promise<boolean> {
    const extras = [NO_FLAGS, requireTtl(ttlSeconds)];
    return this.isDone("add", new Request(Opcode.add, key, extras, value), key, Status.keyExists);
  }

  /** `false` when the key was missing. */
  async delete(key: string): Promise<boolean> {
    return this.isDone("delete", new Request(Opcode.delete, key), key, Status.keyNotFound);
  }

  /** Gives the key a new lifetime. `false` when it is missing. */
  async touch(key: string, ttlSeconds: number): Promise<boolean> {
    const request = new Request(Opcode.touch, key, [requireTtl(ttlSeconds)]);
    return this.isDone("touch", request, key, Status.keyNotFound);
  }

  /**
   * Adds to a counter. `undefined` when it is missing and `start` is not given.
   *
   * @param delta 0 to 2^53 - 1
   */
  increment(key: string, delta: number, start: CounterStart): Promise<number>;
  increment(key: string, delta?: number, start?: CounterStart): Promise<number | undefined>;
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

  /**
   * Figures of one node.
   *
   * @param server `host:port` as in `ring.servers`
   * @param group @default - the general ones
   */
  async stats(server: string, group?: StatsGroup): Promise<MemcachedStats>;
  /** Figures of every node by its server, or why there are none: one that is down keeps nothing from the others. */
  async stats(): Promise<Map<string, PromiseSettledResult<MemcachedStats>>>;
  async stats(
    server?: string,
    group?: StatsGroup,
  ): Promise<MemcachedStats | Map<string, PromiseSettledResult<MemcachedStats>>> {
    if (server !== undefined) return statsOfNode(this.connectionTo(server), server, group);
    const { servers } = this.ring;
    const results = await Promise.allSettled(servers.map((each) => this.stats(each)));
    return new Map(results.map((result, index) => [servers[index] ?? "", result]));
  }

  /** Version of one node's server. @param server `host:port` as in `ring.servers` */
  async version(server: string): Promise<string> {
    return versionOfNode(this.connectionTo(server));
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
    const range = { min: 0, max: Number.MAX_SAFE_INTEGER };
    const initial = start?.initial ?? 0;
    requireInteger("MEMCACHED_COUNTER_INVALID", "delta", delta, range);
    requireInteger("MEMCACHED_COUNTER_INVALID", "initial", initial, range);
    const ttl = start === undefined ? DO_NOT_CREATE : requireTtl(start.ttlSeconds ?? 0);
    const extras = [...wordsOf(delta), ...wordsOf(initial), ttl];
    const server = this.serverFor(key);
    const answer = await this.ask(command, server, new Request(Opcode[command], key, extras));
    if (answer.status === Status.ok) return answer.counter;
    if (answer.status === Status.keyNotFound) return undefined;
    throw new CommandRefusal(server, command, answer.status);
  }

  /** @param no status that is an answer all the same */
  private async isDone(
    command: string,
    request: Request,
    key: string,
    no: number,
  ): Promise<boolean> {
    const server = this.serverFor(key);
    const { status } = await this.ask(command, server, request);
    if (status === Status.ok) return true;
    if (status === no) return false;
    throw new CommandRefusal(server, command, status);
  }

  /** The server to ask for a key: its own, or where that counts as down and `failover` says so, the next. */
  private serverFor(key: string): string {
    requireKey(key);
    const own = this.ring.serverOf(key);
    if (this.failover === "none" || this.connections.get(own)?.isDown !== true) return own;
    const isUp = (server: string): boolean => this.connections.get(server)?.isDown === false;
    return this.ring.nextServerOf(key, isUp) ?? own;
  }

  private ask(command: string, server: string, request: Request): Promise<Response> {
    return this.connectionTo(server).ask(command, request);
  }

  private connectionTo(server: string): NodeConnection {
    const connection = this.connections.get(server);
    if (this.closed || connection === undefined) throw unusable(this, server, this.closed);
    return connection;
  }
}

/** High and low half of a whole number. */
function wordsOf(number: number): [number, number] {
  return [Math.floor(number / WORD), number % WORD];
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
