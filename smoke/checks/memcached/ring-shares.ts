import { readAuthority } from "../../../clients/manifest-file";
import { connectMemcached } from "../../../clients/memcached/connect";
import { Status } from "../../../clients/memcached/status";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import { createRing, type Ring, ringServerOf } from "../../../constructs/memcached/ring";
import { type Check, type CheckContext, CheckFailure } from "../../check";
import type { RingSharesExhibit } from "../../exhibit";
import { getRequest } from "../../probes/memcached-binary";
import { hasStatus, MemcachedProbe } from "../../probes/memcached-probe";
import { demand } from "../judge";
import { judgeNodes } from "./judge";
import { deleteKeys, writeKeys } from "./keys";
import { firstUser, logIn } from "./session";

const KEYS_PER_NODE = 1_000;
/** Every key is read on every node: the number of reads stays bounded in a large ring. */
const MAX_READS = 200_000;
const READ_BATCH = 500;
/** A correct ring fails one run in about 1.7 million per node. */
const SIGMAS = 5;
const HINT = "each address of the manifest must lead to its own server, in a ring of exactly these";

/** Keys on a node, and how many of them there have to be. */
interface HeldShare {
  readonly held: number;
  readonly expected: number;
  readonly sigma: number;
}

export const ringShares: Check<MemcachedManifest> = {
  id: "memcached/ring-shares",
  title: "Keys are where the ring says, and shares are what the ring says",
  proves:
    "Each key written through the client is on its node of the ring and on no other, and each node's share is within 5 σ of its exact one.",
  kind: "memcached",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const ring = ringOfNodes(context);
    const count = keyCount(ring.servers.length);
    const keys = Array.from({ length: count }, (_, i) => `cf-smoke:${context.runId}:ring:${i}`);
    const client = connectMemcached(context.deployed, firstUser(context));
    context.onExit(() => client.close());
    context.onExit(() => deleteKeys(client, keys));
    context.progress(`writing ${count} keys`);
    await demand({ expected: `${count} keys written through the client`, hint: HINT }, () =>
      writeKeys(client, keys, context.signal),
    );
    const shares: Record<string, HeldShare> = {};
    const evidence = await judgeNodes(
      context,
      { expected: `${count} keys on their nodes only, each share within ${SIGMAS} σ`, hint: HINT },
      async (node) => {
        const server = ringServerOf(node);
        const held = await keysHeld(context, node, keys);
        const own = keys.filter((key) => ring.serverOf(key) === server);
        const missing = own.filter((key) => !held.has(key)).length;
        const strange = [...held].filter((key) => ring.serverOf(key) !== server).length;
        const share = ring.share(server);
        const expected = count * share;
        const sigma = Math.sqrt(count * share * (1 - share));
        shares[server] = { held: held.size, expected, sigma };
        return [
          { holds: missing === 0, seen: `${missing} keys missing` },
          { holds: strange === 0, seen: `${strange} keys of other nodes` },
          {
            holds: Math.abs(held.size - expected) <= SIGMAS * sigma,
            seen: `${held.size} keys (${expected.toFixed(1)} ± ${(SIGMAS * sigma).toFixed(1)})`,
          },
        ];
      },
    );
    const details = { keys: count, sigmas: SIGMAS, shares };
    return { ...evidence, details, exhibits: [exhibitOf(context, ring, count, shares)] };
  },
};

/** The ring of the nodes' own addresses: what the client's ring has to be. */
function ringOfNodes(context: CheckContext<MemcachedManifest>): Ring {
  const { nodes, ring } = context.deployed.manifest;
  const addresses = nodes.map(ringServerOf);
  if (addresses.join() !== ring.servers.join()) {
    throw new CheckFailure(
      { expected: `a ring of ${addresses.join(", ")}`, measured: ring.servers.join(", ") },
      "the manifest's ring must list its nodes in their order; deploy again",
    );
  }
  return createRing(addresses);
}

function exhibitOf(
  { deployed }: CheckContext<MemcachedManifest>,
  ring: Ring,
  keys: number,
  shares: Readonly<Record<string, HeldShare>>,
): RingSharesExhibit {
  const nodes = deployed.manifest.nodes.map((node) => {
    const server = ringServerOf(node);
    const { held = 0, sigma = 0 } = shares[server] ?? {};
    const tolerance = (SIGMAS * sigma) / keys;
    return { node: node.id, expected: ring.share(server), measured: held / keys, tolerance };
  });
  return { kind: "ring-shares", keys, nodes };
}

function keyCount(nodes: number): number {
  return Math.min(KEYS_PER_NODE * nodes, Math.floor(MAX_READS / nodes));
}

/** Asks one node directly which of the keys it has. */
async function keysHeld(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
  keys: readonly string[],
): Promise<Set<string>> {
  const probe = await MemcachedProbe.overTls(node, { authority: readAuthority(context.deployed) });
  try {
    await logIn(context, probe);
    const held = new Set<string>();
    for (let start = 0; start < keys.length; start += READ_BATCH) {
      context.signal.throwIfAborted();
      const batch = keys.slice(start, start + READ_BATCH);
      const replies = await probe.askAll(batch.map(getRequest));
      batch.forEach((key, index) => {
        const reply = replies[index];
        if (reply !== undefined && hasStatus(reply, Status.ok)) held.add(key);
      });
    }
    return held;
  } finally {
    probe.close();
  }
}
