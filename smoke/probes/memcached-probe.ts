import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { Status, statusName } from "../../clients/memcached/status";
import {
  type BinaryRequest,
  type BinaryResponse,
  decodeResponse,
  encodeRequest,
  looksBinary,
  statsRequest,
} from "./memcached-binary";

const CONNECT_MS = 2_000;
const ANSWER_MS = 2_000;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface Trust {
  /** PEM of the authorities that are trusted; `undefined` is the trust store of the machine. */
  readonly authority: string | readonly string[] | undefined;
  /** Name to ask for and to verify. @default - the endpoint's host */
  readonly name?: string;
}

/** What came back for what was sent. */
export type Reply =
  | { readonly kind: "answer"; readonly response: BinaryResponse }
  /** Bytes that are no answer of the binary protocol. */
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "closed" }
  | { readonly kind: "silent" };

/** No connection: the port is closed, the handshake failed, or the certificate does not verify. */
export class ProbeError extends Error {
  /** Code of the socket or of the verification, such as ECONNREFUSED. */
  readonly code: string;

  constructor(endpoint: Endpoint, cause: NodeJS.ErrnoException) {
    super(`${endpoint.host}:${endpoint.port}: ${cause.message}`, { cause });
    this.name = "ProbeError";
    this.code = cause.code ?? "UNKNOWN";
  }
}

/** A connection on which anything can be said, also what no client would say. */
export class MemcachedProbe {
  private received = Buffer.alloc(0);
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on("data", (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    socket.on("close", () => this.wake());
  }

  /** Opens a verified TLS connection. @throws ProbeError */
  static async overTls(endpoint: Endpoint, trust: Trust): Promise<MemcachedProbe> {
    const { host, port } = endpoint;
    const socket: TLSSocket = connectTls({
      host,
      port,
      ca: trust.authority === undefined ? undefined : [trust.authority].flat(),
      rejectUnauthorized: true,
      ...(trust.name === undefined ? {} : { servername: trust.name }),
    });
    await opened(socket, "secureConnect", endpoint);
    return new MemcachedProbe(socket);
  }

  /** Opens a plain TCP connection. @throws ProbeError */
  static async inClear(endpoint: Endpoint): Promise<MemcachedProbe> {
    const socket = connectTcp({ host: endpoint.host, port: endpoint.port });
    await opened(socket, "connect", endpoint);
    return new MemcachedProbe(socket);
  }

  /** Sends a request and waits for its answer. */
  ask(request: BinaryRequest, waitMs: number = ANSWER_MS): Promise<Reply> {
    return this.exchange(encodeRequest(request), waitMs);
  }

  /** Sends many requests at once and waits for all answers, each within its own bound. */
  async askAll(requests: readonly BinaryRequest[]): Promise<Reply[]> {
    this.socket.write(Buffer.concat(requests.map(encodeRequest)));
    const replies: Reply[] = [];
    while (replies.length < requests.length) replies.push(await this.nextReply(ANSWER_MS));
    return replies;
  }

  /**
   * Figures of the node that the connection is logged in to.
   *
   * @param group such as `settings`
   * @returns `undefined` when they do not come
   */
  async stats(group: string): Promise<Map<string, string> | undefined> {
    const figures = new Map<string, string>();
    let reply = await this.ask(statsRequest(group));
    while (hasStatus(reply, Status.ok) && reply.kind === "answer") {
      const { key, value } = reply.response;
      if (key === "") return figures;
      figures.set(key, value);
      reply = await this.nextReply(ANSWER_MS);
    }
    return undefined;
  }

  /** Sends bytes and waits until something comes back. */
  exchange(bytes: Buffer, waitMs: number = ANSWER_MS): Promise<Reply> {
    if (!this.socket.destroyed) this.socket.write(bytes);
    return this.nextReply(waitMs);
  }

  close(): void {
    this.socket.destroy();
  }

  private async nextReply(waitMs: number): Promise<Reply> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      const reply = this.takeReply();
      if (reply !== undefined) return reply;
      const remaining = deadline - performance.now();
      if (remaining <= 0) return { kind: "silent" };
      await this.somethingHappens(remaining);
    }
  }

  private takeReply(): Reply | undefined {
    if (this.received.length > 0 && !looksBinary(this.received)) {
      return { kind: "bytes", bytes: this.received };
    }
    const response = decodeResponse(this.received);
    if (response !== undefined) {
      this.received = this.received.subarray(response.length);
      return { kind: "answer", response };
    }
    return this.socket.destroyed ? { kind: "closed" } : undefined;
  }

  private somethingHappens(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A reply for evidence. */
export function describeReply(reply: Reply): string {
  if (reply.kind === "answer") return statusName(reply.response.status);
  if (reply.kind === "bytes")
    return `bytes ${JSON.stringify(reply.bytes.toString("latin1", 0, 40))}`;
  return reply.kind === "closed" ? "connection closed" : "no answer";
}

export function hasStatus(reply: Reply, status: number): boolean {
  return reply.kind === "answer" && reply.response.status === status;
}

/** Whether the server said "log in first", or ended the connection. */
export function isRefusal(reply: Reply): boolean {
  return reply.kind === "closed" || hasStatus(reply, Status.loginRequired);
}

async function opened(socket: Socket, event: string, endpoint: Endpoint): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" }));
    }, CONNECT_MS);
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
    // Stays for the life of the socket: after the handshake, a reset counts as a close.
    socket.on("error", (error) => {
      clearTimeout(timer);
      reject(new ProbeError(endpoint, error));
    });
    // A server that ends the connection during the handshake without a word.
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new ProbeError(endpoint, Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    });
  });
}
