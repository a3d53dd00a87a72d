import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { oldTls } from "../../../smoke/checks/redis";
import type { TargetDriver } from "../../../smoke/driver";
import { createTestAuthority } from "../../support/certificates";
import { expectFailure, runOn } from "../../support/redis-check";
import { createTestManifest } from "../../support/redis-manifest";

const ALERT_HANDSHAKE_FAILURE = Buffer.from([0x15, 3, 1, 0, 2, 2, 40]);

/** Runs the check on a port where every client meets the same fate after its first bytes. */
async function onStandIn(fate: (socket: Socket) => void) {
  const server = createServer((socket) => socket.once("data", () => fate(socket)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { certificate: authority } = await createTestAuthority("stand-in");
  const manifest = createTestManifest({ port, authority, password: "unused" });
  try {
    return await runOn({ deployed: manifest.deployed, driver: {} as TargetDriver }, oldTls);
  } finally {
    manifest.remove();
    server.close();
  }
}

test.each([
  ["resets the connection", (socket: Socket) => socket.resetAndDestroy(), "no alert, ECONNRESET"],
  ["closes the connection", (socket: Socket) => socket.end(), "no alert, ECONNRESET"],
  [
    "sends another alert",
    (socket: Socket) => socket.end(ALERT_HANDSHAKE_FAILURE),
    "refused with another alert, ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
  ],
  [
    "answers in no TLS",
    (socket: Socket) => socket.end("-ERR unknown command\r\n"),
    "refused by the client, ERR_SSL_",
  ],
])("whoever %s does not pass for a server that refuses old TLS", async (_what, fate, measured) => {
  const result = await onStandIn(fate);
  expectFailure(result, `TLSv1: ${measured}`, `TLSv1.1: ${measured}`);
});
