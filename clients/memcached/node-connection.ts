import { CachefortError } from "../../constructs/core/errors";
import type { LoginSource } from "../secrets/login-source";
import { type Access, AccessTrial, isRefusal } from "./access";
import type { Channel, ChannelOwner } from "./connection/channel";
import type { CircuitBreakerProps } from "./connection/circuit-breaker";
import { Deadlines } from "./connection/deadlines";
import { type Collect, createExchange, type Exchange } from "./connection/exchange";
import { type Endpoint, openChannel } from "./connection/open-channel";
import { NodeHealth } from "./connection/node-health";
import { Pending, type PendingLimits } from "./connection/pending";
import { WaitingLine } from "./connection/waiting-line";
import { connectionEnded, loginNotRead, NoAnswer, notSent, unanswered } from "./failures";
import { Opcode } from "./protocol/opcode";
import { Request } from "./protocol/request";
import type { Response } from "./protocol/response";

export interface NodeConnectionOptions extends Endpoint, PendingLimits {
  /** Asked by each new connection. */
  readonly access: LoginSource<Access>;
  /** Most time a command may take from the call to the answer, in ms, connecting included. */
  readonly timeoutMs: number;
  /** When the node counts as down. @default - as each of its props says */
  readonly circuitBreaker?: CircuitBreakerProps;
}

/** Opens a connection that is ready for commands. @param deadline on the clock of `performance.now()` */
export type OpenChannel = (access: Access, deadline: number) => Promise<Channel>;

/**
 * One server: one verified TLS connection, logged in when it is first needed and again after it was lost. Any
 * number of commands are under way on it. A node that fails again and again counts as down: commands to it fail at
 * once, and one look at a time finds it again.
 */
export class NodeConnection {
  readonly server: string;
  private channel: Channel | undefined;
  private opening: Promise<void> | undefined;
  private readonly waiting = new WaitingLine((exchange, error) => {
    this.pending.remove(exchange);
    exchange.fail(error);
  });
  private whenIdle: (() => void) | undefined;
  private readonly trial: AccessTrial;
  private readonly health: NodeHealth;
  private readonly pending: Pending;
  private readonly deadlines = new Deadlines((now) => this.expire(now));
  private readonly late = (): Error => notSent(this.server, this.options.timeoutMs);
  private readonly owner: ChannelOwner = {
    answered: (exchange, isComplete) => this.answered(exchange, isComplete),
    late: (exchange) => this.leaveUnanswered(exchange, new NoAnswer("timeout")),
    drained: () => this.sendWaiting(),
    ended: (cause, exchanges) => this.ended(cause, exchanges),
  };

  /** @param openWith for measurements without TLS alone @default - a verified TLS connection with a login */
  constructor(
    private readonly options: NodeConnectionOptions,
    private readonly openWith: OpenChannel = (access, deadline) =>
      openChannel(options, access, deadline),
  ) {
    this.server = `${options.host}:${options.port}`;
    this.trial = new AccessTrial(options.access, () =>
      loginNotRead(this.server, options.timeoutMs),
    );
    this.health = new NodeHealth(this.server, options.circuitBreaker, () =>
      this.begin("noop", [new Request(Opcode.noop)], theAnswer),
    );
    this.pending = new Pending(this.server, options);
  }

  /** Whether the node counts as down: commands fail at once. */
  get isDown(): boolean {
    return this.health.isDown;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws UnavailableError MEMCACHED_NODE_UNREACHABLE, MEMCACHED_QUEUE_FULL, SECRET_UNREADABLE, AWS_SDK_MISSING: it
   * was not sent
   * @throws OperationError MEMCACHED_CERTIFICATE_REFUSED, MEMCACHED_LOGIN_REFUSED: it was not sent
   * @throws OperationError MEMCACHED_TIMEOUT, MEMCACHED_CONNECTION_LOST: it may have been carried out
   */
  ask(command: string, request: Request): Promise<Response> {
    return this.askAll(command, [request], theAnswer);
  }

  /** The same for requests that belong together. @param collect makes the result of their answers */
  askAll<T>(command: string, requests: readonly Request[], collect: Collect<T>): Promise<T> {
    if (this.health.isDown) return Promise.reject(this.health.down());
    return this.begin(command, requests, collect);
  }

  /** Lets the commands that wait finish, then ends the connection. */
  async close(): Promise<void> {
    this.health.stop();
    await new Promise<void>((resolve) => {
      this.whenIdle = resolve;
      this.tellIdle();
    });
    await this.opening;
    this.deadlines.stop();
    this.channel?.end(new NoAnswer("closed"));
  }

  private begin<T>(command: string, requests: readonly Request[], collect: Collect<T>): Promise<T> {
    const deadline = performance.now() + this.options.timeoutMs;
    const { exchange, result } = createExchange(command, requests, deadline, collect);
    const refusal = this.pending.add(exchange);
    if (refusal !== undefined) return Promise.reject(refusal);
    this.deadlines.add(deadline);
    if (this.channel !== undefined && this.waiting.isEmpty && !this.channel.isBlocked) {
      this.channel.send(exchange);
    } else {
      this.waiting.add(exchange);
      if (this.channel === undefined) this.open(deadline);
    }
    return result;
  }

  /** One attempt at a time, within the time of the command that needs it; those that wait share its end. */
  private open(deadline: number): void {
    this.opening ??= this.trial
      .open(deadline, (access) => this.openWith(access, deadline))
      .then((channel) => {
        if (channel.endedBy !== undefined) throw connectionEnded(this.server, channel.endedBy);
        this.opening = undefined;
        this.channel = channel;
        channel.tell(this.owner);
        this.sendWaiting();
      })
      .catch((error: Error) => {
        this.opening = undefined;
        this.notOpened(error);
      });
  }

  private notOpened(error: Error): void {
    // A node that refuses has answered: it is not down.
    if (isRefusal(error)) this.health.succeeded();
    if (CachefortError.is(error) && error.code === "MEMCACHED_NODE_UNREACHABLE") {
      this.health.failed(error.cause instanceof Error ? error.cause : error);
    }
    this.waiting.refuseAll(error);
    this.tellIdle();
  }

  private sendWaiting(): void {
    if (this.channel !== undefined) this.waiting.sendOn(this.channel, this.late);
  }

  private answered(exchange: Exchange, isComplete: boolean): void {
    this.health.succeeded();
    if (!isComplete) return;
    this.pending.remove(exchange);
    this.tellIdle();
  }

  private ended(cause: Error, exchanges: readonly Exchange[]): void {
    this.channel = undefined;
    const lost = exchanges.filter(({ isSettled }) => !isSettled);
    const isSilent = cause instanceof NoAnswer && cause.reason === "timeout";
    if (lost.length > 0 || isSilent) this.health.failed(cause);
    for (const exchange of exchanges) {
      this.pending.remove(exchange);
      if (!exchange.isSettled) this.leaveUnanswered(exchange, cause);
    }
    const { deadline } = this.waiting;
    if (this.health.isDown) this.waiting.refuseAll(this.health.down());
    else if (deadline !== undefined) this.open(deadline);
    this.tellIdle();
  }

  private leaveUnanswered(exchange: Exchange, cause: Error): void {
    exchange.fail(unanswered(this.server, exchange.command, cause));
  }

  /** @returns when the time of the next command is over */
  private expire(now: number): number | undefined {
    const next = this.channel?.expire(now, this.options.timeoutMs);
    // An attempt to connect has the time of the first that waits, and tells them all why it failed.
    if (this.opening === undefined) this.waiting.refuseLate(this.late);
    this.tellIdle();
    return next ?? this.waiting.deadline;
  }

  /** Commands whose callers wait no more may still be without an answer. */
  private tellIdle(): void {
    if (this.waiting.isEmpty && this.channel?.isAwaited !== true) this.whenIdle?.();
  }
}

function theAnswer(response: Response): Response {
  return response;
}
