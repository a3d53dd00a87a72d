import { readAuthority } from "../../../../clients/manifest-file";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";
import { HEALTH_USER } from "../../../../constructs/redis/system-users";
import type { Check, CheckContext } from "../../../check";
import { type Endpoint, exchange, handshakeResult, openPlain } from "../../../probes/tls-probe";
import type { AddressedNode, Observation } from "../../judge";
import { judgeNodes } from "../judge";
import { addressedNodes, nodeOfLine, withSession } from "../nodes";
import { type NamedPort, portsInNodes, portsInShards, portsInSlots } from "./named-ports";

const WAIT_MS = 1000;
/** Content type of a TLS alert record. */
const TLS_ALERT = 0x15;

export const tlsPorts: Check<RedisManifest> = {
  id: "redis/tls-ports",
  title: "Clients are told no port but those that speak TLS",
  proves:
    "Every port that CLUSTER SLOTS, SHARDS and NODES name on any node takes TLS with a certificate of the cluster, and turns a client in clear away.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) => {
    const probes = new Map<string, Promise<string | undefined>>();
    const problemOf = (endpoint: Endpoint): Promise<string | undefined> => {
      const address = `${endpoint.host}:${endpoint.port}`;
      const known = probes.get(address) ?? tlsProblem(context, endpoint);
      probes.set(address, known);
      return known;
    };
    return judgeNodes(
      context,
      {
        expected:
          "each port that CLUSTER SLOTS, CLUSTER SHARDS and CLUSTER NODES name speaks TLS, and nothing else",
        hint: "redis.conf must say port 0 and tls-port on every node, and announce no other port",
      },
      (node) => judgeNode(context, node, problemOf),
    );
  },
};

async function judgeNode(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  problemOf: (endpoint: Endpoint) => Promise<string | undefined>,
): Promise<Observation[]> {
  const nodes = addressedNodes(context);
  const { hosts, named } = await askPorts(context, node, nodes);
  const seen = await Promise.all(
    named.map(async ({ by, clusterId, port }): Promise<Observation> => {
      const host = hosts.get(clusterId);
      if (host === undefined) return { holds: false, seen: `${by} names a stranger, ${clusterId}` };
      const problem = await problemOf({ host, port });
      return problem === undefined
        ? { holds: true, seen: `${by}: TLS` }
        : { holds: false, seen: `${by} names ${host}:${port}: ${problem}` };
    }),
  );
  const count: Observation = {
    holds: named.length >= nodes.length,
    seen: `${named.length} ports named`,
  };
  return [count, ...seen];
}

/** What a node names, and where the harness reaches whom it names. */
function askPorts(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  nodes: readonly AddressedNode[],
): Promise<{ readonly hosts: ReadonlyMap<string, string>; readonly named: readonly NamedPort[] }> {
  return withSession(context, node, HEALTH_USER, async (session) => {
    const text = String(await session.value("CLUSTER", "NODES"));
    const hosts = new Map<string, string>();
    for (const line of parseClusterNodes(text)) {
      const found = nodeOfLine(nodes, line);
      if (found !== undefined) hosts.set(line.id, found.host);
    }
    const named = [
      ...portsInNodes(text),
      ...portsInSlots(await session.value("CLUSTER", "SLOTS")),
      ...portsInShards(await session.value("CLUSTER", "SHARDS")),
    ];
    return { hosts, named };
  });
}

/** Why a port is not one that speaks TLS alone, or `undefined`. */
async function tlsProblem(
  { deployed }: CheckContext<RedisManifest>,
  endpoint: Endpoint,
): Promise<string | undefined> {
  const secured = await handshakeResult(endpoint, { authority: readAuthority(deployed) });
  if (!secured.startsWith("TLSv")) return `no TLS, ${secured}`;
  const socket = await openPlain(endpoint);
  try {
    const reply = await exchange(socket, "PING\r\n", WAIT_MS);
    const isTurnedAway =
      reply.kind === "closed" || (reply.kind === "bytes" && reply.bytes[0] === TLS_ALERT);
    return isTurnedAway ? undefined : `a client in clear is not turned away (${reply.kind})`;
  } finally {
    socket.destroy();
  }
}
