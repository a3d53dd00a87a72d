import { ReplyError, type Redis } from "ioredis";
import { connectNode, type NodeConnectionProps } from "../../clients/redis/node-connection";

/** A server's answer; an error that the server sent is an answer too. */
export type Reply =
  | { readonly kind: "value"; readonly value: unknown }
  | {
      readonly kind: "error";
      /** First word of the message, such as NOPERM. */
      readonly code: string;
      readonly message: string;
    };

/** A node gave no answer: no connection, refused login, certificate not accepted, too late. */
export class NodeFailure extends Error {
  /** Code of the socket or of the verification, or the server's own first word; else UNKNOWN. */
  readonly code: string;

  constructor(address: string, cause: unknown) {
    const { message, code } = cause as NodeJS.ErrnoException;
    super(`${address}: ${message}`, { cause });
    this.name = "NodeFailure";
    this.code = code ?? /^[A-Z]+/.exec(message)?.[0] ?? "UNKNOWN";
  }
}

/** A login at exactly one node, which takes every answer as it comes. */
export class RedisSession {
  private constructor(
    private readonly connection: Redis,
    private readonly address: string,
  ) {}

  /** @throws NodeFailure */
  static async open(props: NodeConnectionProps): Promise<RedisSession> {
    const address = `${props.host}:${props.port}`;
    try {
      return new RedisSession(await connectNode(props), address);
    } catch (error) {
      throw new NodeFailure(address, error);
    }
  }

  /**
   * Sends one command.
   *
   * @throws NodeFailure when no answer comes
   */
  async ask(command: string, ...args: (string | number)[]): Promise<Reply> {
    try {
      return { kind: "value", value: await this.connection.call(command, ...args) };
    } catch (error) {
      if (!(error instanceof ReplyError)) throw new NodeFailure(this.address, error);
      const { message } = error as Error;
      return { kind: "error", code: message.split(" ", 1)[0] ?? "", message };
    }
  }

  /**
   * Sends one command that has to succeed.
   *
   * @throws NodeFailure when no answer comes, or an error does
   */
  async value(command: string, ...args: (string | number)[]): Promise<unknown> {
    return this.valueOf(await this.ask(command, ...args));
  }

  /** @throws NodeFailure when the reply is an error */
  valueOf(reply: Reply): unknown {
    if (reply.kind === "value") return reply.value;
    throw new NodeFailure(this.address, new Error(reply.message));
  }

  /** Sends commands without waiting in between; the answers come in their order. */
  askAll(commands: readonly (readonly [string, ...(string | number)[]])[]): Promise<Reply[]> {
    return Promise.all(commands.map(([command, ...args]) => this.ask(command, ...args)));
  }

  close(): void {
    this.connection.disconnect();
  }
}

/** Whether a reply is an error with this first word. */
export function isError(reply: Reply, code: string): boolean {
  return reply.kind === "error" && reply.code === code;
}

/** A reply for evidence; not for replies to commands with a secret name. */
export function describeReply(reply: Reply): string {
  if (reply.kind === "error") return reply.message;
  const text = JSON.stringify(reply.value) ?? "nothing";
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
