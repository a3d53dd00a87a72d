import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import { createRing, ringServerOf } from "../../../constructs/memcached/ring";
import { type Check, type CheckContext, CheckSkip } from "../../check";
import { demand } from "../judge";
import { codeOf, expectKept, NODE_HINT, nodeFailure, startAgain } from "./held-keys";
import { stopInOrder } from "../stop-in-order";
import { deleteKeys, keysByServer, writeKeys } from "./keys";
import { firstUser } from "./session";

const KEYS_PER_NODE = 100;
/** The client's own limit per command is 1 s; a node that is gone must be noticed far earlier. */
const REJECT_WITHIN_MS = 500;

export const nodeStopped: Check<MemcachedManifest> = {
  id: "memcached/node-stopped",
  title: "When a node stops, only its keys are affected",
  proves:
    "Keys of the other nodes are answered throughout, keys of the stopped node are refused and never missed, and a ring without it moves no other key.",
  kind: "memcached",
  suite: "standard",
  injectsFaults: true,
  skippedOn: {
    aws: "ECS starts another task before all could be asked; memcached/rolling-restart stops each one",
  },
  run: async (context) => {
    const node = chooseNode(context);
    const server = ringServerOf(node);
    const client = connectMemcached(context.deployed, firstUser(context));
    context.onExit(() => client.close());
    const prefix = `cf-smoke:${context.runId}:node-stopped:`;
    const byServer = keysByServer(client.ring, prefix, KEYS_PER_NODE);
    const lost = byServer.get(server) ?? [];
    const kept = [...byServer.values()].flat().filter((key) => !lost.includes(key));
    context.onExit(() => deleteKeys(client, [...kept, ...lost]));
    await demand({ expected: "keys written to every node", hint: NODE_HINT }, () =>
      writeKeys(client, [...kept, ...lost], context.signal),
    );

    context.progress(`stopping node ${node.id}`);
    await stopInOrder(context, node.ref, () => startAgain(context, client, node));
    await expectKept(context, client, kept, "while the node is down");
    const slowestMs = await expectRejected(context, client, lost);
    await expectMoved(context, server, kept, lost);

    await startAgain(context, client, node);
    await expectKept(context, client, kept, "after the node came back");
    await demand({ expected: `node ${node.id} takes its keys again`, hint: NODE_HINT }, () =>
      writeKeys(client, lost, context.signal),
    );
    await expectKept(context, client, lost, "written again after the node came back");
    return {
      expected: `only the ${lost.length} keys of node ${node.id} affected, refused within ${REJECT_WITHIN_MS} ms each`,
      measured: `seed ${context.seed} chose node ${node.id}; ${kept.length} keys of other nodes answered throughout, ${lost.length} refused within ${Math.ceil(slowestMs)} ms each`,
      details: {
        seed: context.seed,
        node: node.id,
        kept: kept.length,
        lost: lost.length,
        slowestMs,
      },
    };
  },
};

function chooseNode(context: CheckContext<MemcachedManifest>): MemcachedManifestNode {
  const { nodes } = context.deployed.manifest;
  const node = nodes[context.seed % nodes.length];
  if (nodes.length < 2 || node === undefined) {
    throw new CheckSkip("the ring has one node: there are no other keys to keep");
  }
  return node;
}

/** @returns the time of the slowest refusal, in ms */
async function expectRejected(
  context: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  keys: readonly string[],
): Promise<number> {
  let slowestMs = 0;
  for (const key of keys) {
    context.signal.throwIfAborted();
    const started = performance.now();
    const code = await codeOf(() => client.get(key));
    slowestMs = Math.max(slowestMs, performance.now() - started);
    if (code === "MEMCACHED_NODE_UNREACHABLE" || code === "MEMCACHED_CONNECTION_LOST") continue;
    throw nodeFailure(
      "keys of the stopped node refused",
      `${key}: ${code ?? "answered or missed"}`,
    );
  }
  if (slowestMs <= REJECT_WITHIN_MS) return slowestMs;
  throw nodeFailure(
    `keys of the stopped node refused within ${REJECT_WITHIN_MS} ms`,
    `${Math.ceil(slowestMs)} ms`,
  );
}

/** A client whose ring lacks the node finds the other keys where they were, and can write the rest. */
async function expectMoved(
  context: CheckContext<MemcachedManifest>,
  stopped: string,
  kept: readonly string[],
  lost: readonly string[],
): Promise<void> {
  const { deployed } = context;
  const whole = createRing(deployed.manifest.ring.servers);
  const servers = whole.servers.filter((server) => server !== stopped);
  const manifest = { ...deployed.manifest, ring: { ...deployed.manifest.ring, servers } };
  const client = connectMemcached({ ...deployed, manifest }, firstUser(context));
  context.onExit(() => client.close());
  context.onExit(() => deleteKeys(client, lost));
  // In the sizes in which libmemcached rounds (see `createRing`), some other keys move as well.
  const staying = kept.filter((key) => client.ring.serverOf(key) === whole.serverOf(key));
  await expectKept(context, client, staying, "by a client whose ring lacks the node");
  await demand(
    { expected: "keys of the stopped node written to the others", hint: NODE_HINT },
    () => writeKeys(client, lost, context.signal),
  );
  await expectKept(context, client, lost, "by their new nodes");
}
