import { connect, type TLSSocket } from "node:tls";
import type { Access } from "../access";
import { connectFailure, loginRefused, NoAnswer } from "../failures";
import { Opcode } from "../protocol/opcode";
import { Request } from "../protocol/request";
import { Status } from "../status";
import { Channel } from "./channel";
import { createExchange } from "./exchange";

/** Idle connections are tried after so many milliseconds, or what lies between forgets them. */
const KEEP_ALIVE_MS = 30_000;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
}

/**
 * A verified TLS connection, logged in.
 *
 * @param deadline on the clock of `performance.now()`
 * @throws UnavailableError MEMCACHED_NODE_UNREACHABLE
 * @throws OperationError MEMCACHED_CERTIFICATE_REFUSED, MEMCACHED_LOGIN_REFUSED
 */
export async function openChannel(
  endpoint: Endpoint,
  access: Access,
  deadline: number,
): Promise<Channel> {
  const { host, port, minVersion } = endpoint;
  const server = `${host}:${port}`;
  const socket = connect({
    ...{ host, port, minVersion, ca: access.authority, rejectUnauthorized: true },
    // What is written at the end of a turn of the event loop goes at once.
    ...{ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS },
  });
  const timeLeft = Math.max(0, deadline - performance.now());
  const timer = setTimeout(() => socket.destroy(new NoAnswer("timeout")), timeLeft);
  try {
    await secured(socket);
    const channel = new Channel(socket);
    const status = access.login === undefined ? Status.ok : await logIn(channel, access, deadline);
    if (status === Status.ok) return channel;
    channel.end(new NoAnswer("closed"));
    throw loginRefused(server, status);
  } catch (cause) {
    socket.destroy();
    throw cause instanceof Error && "code" in cause && cause.code === "MEMCACHED_LOGIN_REFUSED"
      ? cause
      : connectFailure(server, socket, cause as Error);
  } finally {
    clearTimeout(timer);
  }
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
    // A server that ends the connection during the handshake without a word.
    socket.once("close", () => reject(new NoAnswer("closed")));
  });
}

/** SASL PLAIN (RFC 4616): no identity to act for, who it is, and the password. */
async function logIn(
  channel: Channel,
  { login = "", password = "" }: Access,
  deadline: number,
): Promise<number> {
  const request = new Request(Opcode.login, "PLAIN", [], `\0${login}\0${password}`);
  const { exchange, result } = createExchange("login", [request], deadline, ({ status }) => status);
  channel.tell({
    answered: () => undefined,
    late: () => undefined,
    drained: () => undefined,
    ended: (cause) => exchange.fail(cause),
  });
  channel.send(exchange);
  return result;
}
