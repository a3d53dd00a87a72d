import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import { ringServerOf } from "../../../constructs/memcached/ring";
import { type Check, type CheckContext, CheckSkip } from "../../check";
import { inBatches } from "../in-batches";
import { demand } from "../judge";
import { stopInOrder } from "../stop-in-order";
import { expectKept, NODE_HINT, nodeFailure, startAgain } from "./held-keys";
import { deleteKeys, keysByServer, writeKeys } from "./keys";
import { firstUser } from "./session";

const KEYS_PER_NODE = 50;
/** Whether the others answer is asked, not how fast: a machine that restarts a server is busy. That is told. */
const ANSWER_WITHIN_MS = 5_000;
/** One stop and start takes about a second; a ring may have 100 nodes. */
const TIMEOUT_MS = 300_000;
/** A task of Fargate stops and starts in one to three minutes. */
const SERVICE_TIMEOUT_MS = 300_000;

/** One node that was restarted. */
interface Step {
  readonly node: string;
  /** From the request to stop until it answered again. */
  readonly seconds: number;
  /** Times that all keys of the other nodes were read meanwhile. */
  readonly reads: number;
  /** Milliseconds of the slowest of these readings. */
  readonly slowestReadMs: number;
}

export const rollingRestart: Check<MemcachedManifest> = {
  id: "memcached/rolling-restart",
  title: "Every node is restarted in turn, and only its own keys are cold afterwards",
  proves:
    "While a node restarts the others answer every key of theirs; it comes back empty, with its place in the ring.",
  kind: "memcached",
  suite: "standard",
  injectsFaults: true,
  timeoutMs: ({ nodes, target }) =>
    target === "aws" ? nodes.length * SERVICE_TIMEOUT_MS : TIMEOUT_MS,
  run: async (context) => {
    const { deployed, runId } = context;
    const { nodes } = deployed.manifest;
    if (nodes.length < 2) throw new CheckSkip("the ring has one node: no other can go on serving");
    const client = connectMemcached(deployed, firstUser(context), {
      timeoutMs: ANSWER_WITHIN_MS,
    });
    context.onExit(() => client.close());
    const byServer = keysByServer(client.ring, `cf-smoke:${runId}:rolling:`, KEYS_PER_NODE);
    const all = [...byServer.values()].flat();
    context.onExit(() => deleteKeys(client, all));
    await demand({ expected: "keys written to every node", hint: NODE_HINT }, () =>
      writeKeys(client, all, context.signal),
    );
    const steps: Step[] = [];
    for (const node of nodes) {
      const own = byServer.get(ringServerOf(node)) ?? [];
      const others = all.filter((key) => !own.includes(key));
      steps.push(await restartOne(context, client, node, { own, others }));
    }
    await expectKept(context, client, all, "after every node was restarted");
    return {
      expected: `${nodes.length} nodes restarted; meanwhile every key of the others answered within ${ANSWER_WITHIN_MS} ms, afterwards its own keys cold and taken again`,
      measured: steps
        .map(
          ({ node, seconds, slowestReadMs }) =>
            `node ${node} back in ${seconds} s, all keys of the others answered within ${slowestReadMs} ms`,
        )
        .join("; "),
      details: { steps },
    };
  },
};

async function restartOne(
  context: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  node: MemcachedManifestNode,
  { own, others }: { readonly own: readonly string[]; readonly others: readonly string[] },
): Promise<Step> {
  context.progress(`restarting node ${node.id}`);
  const begunAt = performance.now();
  let isBack = false;
  const restarting = stopAndStart(context, client, node).finally(() => (isBack = true));
  // Registered last, so run first: nothing is undone beside a restart that still goes on.
  context.onExit(() => Promise.allSettled([restarting]).then(() => undefined));
  const reading = readUntil(() => isBack, context, client, others, node);
  const [, readings] = await Promise.all([restarting, reading]);
  const seconds = Math.round((performance.now() - begunAt) / 100) / 10;
  await expectCold(context, client, node, own);
  await demand({ expected: `node ${node.id} takes its keys again`, hint: NODE_HINT }, () =>
    writeKeys(client, own, context.signal),
  );
  await expectKept(context, client, own, `written again after node ${node.id} came back`);
  return { node: node.id, seconds, ...readings };
}

async function readUntil(
  isOver: () => boolean,
  context: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  keys: readonly string[],
  restarted: MemcachedManifestNode,
): Promise<Pick<Step, "reads" | "slowestReadMs">> {
  let reads = 0;
  let slowestReadMs = 0;
  do {
    const begunAt = performance.now();
    await expectKept(context, client, keys, `while node ${restarted.id} restarts`);
    slowestReadMs = Math.max(slowestReadMs, Math.ceil(performance.now() - begunAt));
    reads += 1;
  } while (!isOver());
  return { reads, slowestReadMs };
}

async function stopAndStart(
  context: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  node: MemcachedManifestNode,
): Promise<void> {
  const startNode = (): Promise<void> => startAgain(context, client, node);
  await stopInOrder(context, node.ref, startNode);
  await startNode();
}

/** What is not in memory is gone: a key that is still answered tells of a server that never stopped. */
async function expectCold(
  { signal }: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  node: MemcachedManifestNode,
  keys: readonly string[],
): Promise<void> {
  const expected = `${keys.length} keys of node ${node.id} cold after its restart`;
  const answers = await demand({ expected, hint: NODE_HINT }, () =>
    inBatches(keys, signal, (key) => client.get(key)),
  );
  const warm = answers.filter((answer) => answer !== undefined).length;
  if (warm > 0) throw nodeFailure(expected, `${warm} answered, as if it had never stopped`);
}
