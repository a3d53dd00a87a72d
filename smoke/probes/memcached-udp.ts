import { createSocket } from "node:dgram";
import { encodeRequest, versionRequest } from "./memcached-binary";
import type { Endpoint } from "./memcached-probe";

/** Request id, sequence number, number of datagrams (one), reserved. */
const FRAME = Buffer.from([0, 1, 0, 0, 0, 1, 0, 0]);
const QUESTIONS = [Buffer.from("version\r\n"), encodeRequest(versionRequest())];

/**
 * Asks for the version over UDP, in both protocols.
 *
 * @returns the text of an answer, or `undefined` when none came in time
 */
export function askOverUdp(endpoint: Endpoint, waitMs: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(endpoint.host.includes(":") ? "udp6" : "udp4");
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      socket.close(settle);
    };
    const timer = setTimeout(() => finish(() => resolve(undefined)), waitMs);
    socket.once("error", (error) => finish(() => reject(error)));
    socket.once("message", (message) => finish(() => resolve(message.toString("latin1"))));
    for (const question of QUESTIONS) {
      socket.send(Buffer.concat([FRAME, question]), endpoint.port, endpoint.host);
    }
  });
}
