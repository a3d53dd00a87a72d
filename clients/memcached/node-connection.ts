import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { createNode, type MemcacheNode } from "memcache";
import type { LoginSource } from "../secrets/login-source";
import { type Access, AccessTrial } from "./access";
import { connectFailure, loginNotRead, NoAnswer, notSent, unanswered } from "./failures";

export interface NodeConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  /** Asked by each new connection. */
  readonly access: LoginSource<Access>;
  /** Most time a command may take from the call to the answer, in ms, connecting included. */
  readonly timeoutMs: number;
}

export interface Answer<T> {
  readonly value: T;
  /** Status word of the answer; see `Status`. */
  readonly status: number;
}

/**
 * One server: one verified TLS connection, logged in when it is first needed and again after it was
 * lost. Commands run one at a time, for the library gives an answer to every command that waits.
 */
export class NodeConnection {
  readonly server: string;
  private node: MemcacheNode | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly trial: AccessTrial;

  constructor(private readonly options: NodeConnectionOptions) {
    this.server = `${options.host}:${options.port}`;
    this.trial = new AccessTrial(options.access, () =>
      loginNotRead(this.server, options.timeoutMs),
    );
  }

  /**
   * Runs one command of the library.
   *
   * @throws UnavailableError MEMCACHED_NODE_UNREACHABLE, SECRET_UNREADABLE, AWS_SDK_MISSING: it was not sent
   * @throws OperationError MEMCACHED_CERTIFICATE_REFUSED, MEMCACHED_LOGIN_REFUSED: it was not sent
   * @throws OperationError MEMCACHED_TIMEOUT, MEMCACHED_CONNECTION_LOST: it may have been carried out
   */
  run<T>(command: string, operation: (node: MemcacheNode) => Promise<T>): Promise<Answer<T>> {
    // Every command before this one ends by its own, earlier deadline, so no turn comes late.
    const deadline = performance.now() + this.options.timeoutMs;
    const answer = this.turn.then(() => this.perform(command, operation, deadline));
    const settled = (): void => undefined;
    this.turn = answer.then(settled, settled);
    return answer;
  }

  /** Lets the commands that wait finish, then ends the connection. */
  async close(): Promise<void> {
    await this.turn;
    await this.drop();
  }

  private async perform<T>(
    command: string,
    operation: (node: MemcacheNode) => Promise<T>,
    deadline: number,
  ): Promise<Answer<T>> {
    if (performance.now() >= deadline) throw notSent(this.server, this.options.timeoutMs);
    const node =
      this.node ?? (await this.trial.open(deadline, (access) => this.connect(access, deadline)));
    const socket = node.socket;
    if (socket === undefined || performance.now() >= deadline) {
      throw notSent(this.server, this.options.timeoutMs);
    }
    const watch = watchStatus(socket);
    try {
      const value = await answerOf(operation(node), socket, deadline);
      return { value, status: watch.status() };
    } catch (cause) {
      // A late answer would be taken for the answer to the next command.
      await this.drop();
      throw unanswered(this.server, command, cause as Error);
    } finally {
      watch.stop();
    }
  }

  private async connect(access: Access, deadline: number): Promise<MemcacheNode> {
    const { host, port, minVersion } = this.options;
    const { authority, login, password } = access;
    const node = createNode(host, port, {
      timeout: this.options.timeoutMs,
      ...(login === undefined ? {} : { sasl: { username: login, password } }),
      tls: { ca: authority, minVersion, rejectUnauthorized: true },
    });
    node.on("close", () => {
      if (this.node === node) this.node = undefined;
    });
    const connected = node.connect();
    const socket = node.socket;
    try {
      if (socket === undefined) throw new NoAnswer("closed");
      await answerOf(connected, socket, deadline);
      // The library would close a connection that was idle for the time a command may take.
      socket.setTimeout(0);
      // Without a login it expects ASCII, and would keep each answer, for none has the end of a line.
      if (login === undefined) socket.removeAllListeners("data");
    } catch (cause) {
      await node.disconnect();
      throw connectFailure(this.server, socket as TLSSocket | undefined, cause as Error);
    }
    this.node = node;
    return node;
  }

  private async drop(): Promise<void> {
    const node = this.node;
    this.node = undefined;
    await node?.disconnect();
  }
}

/** The library's promises stay open when the connection ends: this one does not. */
function answerOf<T>(work: Promise<T>, socket: Socket, deadline: number): Promise<T> {
  return new Promise((resolve, reject) => {
    // An error and the close that follows it come in one tick; the error tells more.
    const onClose = (): void => finish(() => reject(socket.errored ?? new NoAnswer("closed")));
    const onTimeout = (): void => finish(() => reject(new NoAnswer("timeout")));
    const timer = setTimeout(onTimeout, Math.max(0, deadline - performance.now()));
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      socket.off("close", onClose);
      settle();
    };
    socket.once("close", onClose);
    work.then(
      (value) => finish(() => resolve(value)),
      (error: Error) => finish(() => reject(error)),
    );
  });
}

/**
 * The library's commands tell a miss, an error and an empty value by the same `undefined`. The status
 * word, bytes 6 and 7 of the answer, tells them apart.
 */
function watchStatus(socket: Socket): { status(): number; stop(): void } {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    if (head.length < 8) head = Buffer.concat([head, chunk]);
  };
  socket.on("data", onData);
  return { status: () => head.readUInt16BE(6), stop: () => socket.off("data", onData) };
}
