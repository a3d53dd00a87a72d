import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { AbstractConnector, type RedisOptions } from "ioredis";
import { CONNECTION_CLOSED, isCertificateError } from "./connection-error";
import type { ManagedAccess } from "./managed-access";

/** Of the options of a node, what a connector needs. */
interface NodeOptions {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  readonly tls: ConnectionOptions;
  readonly disconnectTimeout: number;
}

/**
 * A connector of ioredis that asks before it opens a connection, trusts the authorities of then, and tells how
 * the node took it. ioredis reads the password in the moment in which it calls `connect`.
 */
export function guardedConnector(access: ManagedAccess): NonNullable<RedisOptions["Connector"]> {
  return class extends AbstractConnector {
    private readonly options: NodeOptions;

    constructor(options: unknown) {
      const node = options as NodeOptions;
      super(node.disconnectTimeout);
      this.options = node;
    }

    override async connect(): Promise<TLSSocket> {
      const { host, password, port, tls } = this.options;
      this.connecting = true;
      const authority = await access.admit(password);
      if (!this.connecting) throw new Error(CONNECTION_CLOSED);
      const socket = connect({ ...tls, host, port });
      socket.once("error", (error: Error) => {
        this.firstError = error;
        if (isCertificateError(error)) access.untrusted(authority, error);
      });
      socket.once("close", () => access.ended());
      // The first words of a node answer the login.
      socket.once("data", (bytes: Buffer) => {
        const [answer = ""] = bytes.toString("latin1").split("\r\n", 1);
        if (answer.startsWith("-WRONGPASS")) access.refused(password, answer.slice(1));
        else access.accepted(password);
      });
      this.stream = socket;
      return socket;
    }
  };
}
