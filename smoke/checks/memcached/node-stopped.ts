import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import { CachefortError } from "../../../constructs/core/errors";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import { createRing } from "../../../constructs/memcached/ring";
import { type Check, type CheckContext, CheckFailure, CheckSkip, type Evidence } from "../../check";
import { demand, isNodeFailure } from "../judge";
import { inBatches } from "../in-batches";
import { deleteKeys, keysByServer, writeKeys } from "./keys";
import { firstUser } from "./session";

const KEYS_PER_NODE = 100;
const BACK_BY_MS = 10_000;
const POLL_MS = 50;
/** The client's own limit per command is 1 s; a node that is gone must be noticed far earlier. */
const REJECT_WITHIN_MS = 500;
const HINT = "see the log of the stopped node, and whether every address leads to its own server";

export const nodeStopped: Check<MemcachedManifest> = {
  id: "memcached/node-stopped",
  title: "When a node stops, only its keys are affected",
  proves:
    "Keys of the other nodes are answered throughout, keys of the stopped node are refused and never missed, and a ring without it moves no other key.",
  kind: "memcached",
  suite: "standard",
  injectsFaults: true,
  run: async (context) => {
    const node = chooseNode(context);
    const server = `${node.host}:${node.port}`;
    const client = connectMemcached(context.deployed, firstUser(context));
    context.onExit(() => client.close());
    const prefix = `cf-smoke:${context.runId}:node-stopped:`;
    const byServer = keysByServer(client.ring, prefix, KEYS_PER_NODE);
    const lost = byServer.get(server) ?? [];
    const kept = [...byServer.values()].flat().filter((key) => !lost.includes(key));
    context.onExit(() => deleteKeys(client, [...kept, ...lost]));
    await demand({ expected: "keys written to every node", hint: HINT }, () =>
      writeKeys(client, [...kept, ...lost], context.signal),
    );

    context.onExit(() => startAgain(context, client, node));
    context.progress(`stopping node ${node.id}`);
    await context.driver.stop(node.ref);
    await expectKept(context, client, kept, "while the node is down");
    const slowestMs = await expectRejected(context, client, lost);
    await expectMoved(context, server, kept, lost);

    await startAgain(context, client, node);
    await expectKept(context, client, kept, "after the node came back");
    await demand({ expected: `node ${node.id} takes its keys again`, hint: HINT }, () =>
      writeKeys(client, lost, context.signal),
    );
    await expectKept(context, client, lost, "written again after the node came back");
    return {
      expected: `only the ${lost.length} keys of node ${node.id} affected, refused within ${REJECT_WITHIN_MS} ms each`,
      measured: `${kept.length} keys of other nodes answered throughout, ${lost.length} refused within ${Math.ceil(slowestMs)} ms each`,
      details: { node: node.id, kept: kept.length, lost: lost.length, slowestMs },
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

/** Every key has itself as its value. */
async function expectKept(
  context: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  keys: readonly string[],
  when: string,
): Promise<void> {
  const answers = await inBatches(keys, context.signal, async (key) => ({
    key,
    answer: await outcome(() => client.get(key)),
  }));
  const wrong = answers.filter(({ key, answer }) => answer !== key);
  if (wrong.length === 0) return;
  throw failure(
    `${keys.length} keys answered ${when}`,
    `${wrong.length} not, such as ${wrong[0]?.key}: ${wrong[0]?.answer ?? "a miss"}`,
  );
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
    throw failure("keys of the stopped node refused", `${key}: ${code ?? "answered or missed"}`);
  }
  if (slowestMs <= REJECT_WITHIN_MS) return slowestMs;
  throw failure(
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
  await demand({ expected: "keys of the stopped node written to the others", hint: HINT }, () =>
    writeKeys(client, lost, context.signal),
  );
  await expectKept(context, client, lost, "by their new nodes");
}

async function startAgain(
  context: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  node: MemcachedManifestNode,
): Promise<void> {
  await context.driver.start(node.ref);
  const deadline = performance.now() + BACK_BY_MS;
  const version = (): Promise<string> => client.version(`${node.host}:${node.port}`);
  for (let code = await codeOf(version); code !== undefined; code = await codeOf(version)) {
    if (performance.now() >= deadline) {
      throw failure(`node ${node.id} answers within ${BACK_BY_MS} ms of its start`, code);
    }
    await sleep(POLL_MS);
  }
}

async function outcome(work: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isNodeFailure(error)) return error.message;
    throw error;
  }
}

async function codeOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (CachefortError.is(error)) return error.code;
    throw error;
  }
}

function failure(expected: string, measured: string): CheckFailure {
  const evidence: Evidence = { expected, measured };
  return new CheckFailure(evidence, HINT);
}
