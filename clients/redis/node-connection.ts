import Redis from "ioredis";
import { withoutLogin } from "./hidden-login";

/** One node and who logs in to it. */
export interface NodeConnectionProps {
  readonly host: string;
  /** TLS port. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /**
   * PEM text of the authority that signed the node's certificate.
   * @default - the machine's own trust store
   */
  readonly authority?: string;
  /**
   * Milliseconds until a connection attempt, or a command without an answer, fails.
   * @default 3000
   */
  readonly timeoutMs?: number;
}

/**
 * Connects to exactly one node: no redirection, no retry, no reconnection.
 * For questions about that node, not for an application's data.
 *
 * @throws what the socket, the verification of the certificate or the login failed with
 */
export async function connectNode(props: NodeConnectionProps): Promise<Redis> {
  const timeoutMs = props.timeoutMs ?? 3000;
  const connection = new Redis({
    host: props.host,
    port: props.port,
    username: props.user,
    password: props.password,
    tls: props.authority === undefined ? {} : { ca: props.authority },
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    disableClientInfo: true,
  });
  // Every failure reaches the caller through its own promise; without a listener ioredis prints it.
  let failure: Error | undefined;
  connection.on("error", (error: Error) => {
    failure = error;
  });
  try {
    await connection.connect();
    return connection;
  } catch (error) {
    // For a closed connection, ioredis would only start a timer that keeps the process alive.
    if (connection.status !== "end") connection.disconnect();
    throw withoutLogin(failure ?? error);
  }
}
