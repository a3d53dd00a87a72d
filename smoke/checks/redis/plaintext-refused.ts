import { readAuthority } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { BUS_PORT_OFFSET } from "../../../constructs/redis/topology";
import { HEALTH_USER } from "../../../constructs/redis/system-users";
import type { Check, CheckContext } from "../../check";
import { describeReply } from "../../probes/redis-session";
import {
  exchange,
  handshakeResult,
  openPlain,
  type Endpoint,
  type RawReply,
} from "../../probes/tls-probe";
import { type AddressedNode, type Observation, observed } from "../judge";
import { judgeNodes } from "./judge";
import { withSession } from "./nodes";

const WAIT_MS = 1_000;
/** Content type of a TLS alert record. */
const TLS_ALERT = 0x15;
const PING = "PING\r\n";
/**
 * Signature and length of a bus message whose rest never comes (cluster.h, `clusterMsg`): a
 * plaintext bus waits for the rest, while it would close on any other bytes just as TLS does.
 */
const BUS_MESSAGE_HEAD = Buffer.from("RCmb\0\0\x08\xd0", "latin1");

export const plaintextRefused: Check<RedisManifest> = {
  id: "redis/plaintext-refused",
  title: "Plaintext is refused on the data port and on the bus port",
  proves: "No node talks to a client or to a peer that does not use TLS.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) =>
    judgeNodes(
      context,
      {
        expected: "a connection without TLS gets no answer but the end, on the data and bus ports",
        hint: "redis.conf must say port 0, tls-port, tls-cluster yes and tls-replication yes",
      },
      async (node) => {
        const seen = await tryInClear(context, node, "data port", PING);
        return [
          ...seen,
          ...(await tryBus(context, node)),
          ...(await observed(() => askPort(context, node))),
        ];
      },
    ),
};

/** `INFO server` tells the port in clear wherever there is one, and only otherwise that with TLS (`server.c`). */
async function askPort(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
): Promise<Observation[]> {
  const reply = await withSession(context, node, HEALTH_USER, (session) =>
    session.ask("INFO", "server"),
  );
  const told = /^tcp_port:(\d+)\r?$/m.exec(reply.kind === "value" ? String(reply.value) : "")?.[1];
  if (told === undefined) return [{ holds: false, seen: `INFO server: ${describeReply(reply)}` }];
  const holds = Number(told) === node.port;
  return [{ holds, seen: holds ? "no port in clear" : `it listens in clear on port ${told}` }];
}

/** Only a machine that runs the nodes itself reaches their bus. */
async function tryBus(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
): Promise<Observation[]> {
  if (context.deployed.manifest.target !== "host") return [];
  const bus = { host: node.host, port: node.port + BUS_PORT_OFFSET };
  return tryInClear(context, bus, "bus port", BUS_MESSAGE_HEAD);
}

/** The handshake proves that somebody is there: a port that is closed does not pass for a refusal. */
async function tryInClear(
  context: CheckContext<RedisManifest>,
  endpoint: Endpoint,
  what: string,
  bytes: string | Buffer,
): Promise<Observation[]> {
  const secured = await handshakeResult(endpoint, { authority: readAuthority(context.deployed) });
  const socket = await openPlain(endpoint);
  try {
    const reply = await exchange(socket, bytes, WAIT_MS);
    return [
      { holds: secured.startsWith("TLSv"), seen: `${what} with TLS: ${secured}` },
      { holds: isTurnedAway(reply), seen: `${what} in clear: ${describeRaw(reply)}` },
    ];
  } finally {
    socket.destroy();
  }
}

function isTurnedAway(reply: RawReply): boolean {
  return reply.kind === "closed" || (reply.kind === "bytes" && reply.bytes[0] === TLS_ALERT);
}

function describeRaw(reply: RawReply): string {
  if (reply.kind === "closed") return "connection closed";
  if (reply.kind === "silent") return `listening after ${WAIT_MS} ms`;
  return reply.bytes[0] === TLS_ALERT
    ? "TLS alert"
    : `answered ${JSON.stringify(reply.bytes.toString("latin1", 0, 60))}`;
}
