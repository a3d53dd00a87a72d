import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { ownershipOf } from "../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../../check";
import { type FaultNode, faultNodes } from "../live-shards";
import { openWatch } from "../whole-cluster";

const POLL_MS = 50;
/** Loading data, and the 2 node timeouts after which a living node is cleared of its failure. */
const SETTLED_MS = 50_000;

/**
 * On the way out waits until nodes answer, count as failed nowhere and everybody agrees on the owners: a key
 * that is deleted at a primary which is about to be replaced stays at the next one, and a replica with old
 * data may be elected for a failure that is over. To be registered before the undo of what is done to them.
 */
export function settledOnExit(
  context: CheckContext<RedisManifest>,
  nodes: readonly FaultNode[],
): void {
  const watch = openWatch(context, faultNodes(context));
  context.onExit(async () => {
    const deadline = performance.now() + SETTLED_MS;
    for (;;) {
      const problem = unsettled(await watch.look(), nodes);
      if (problem === undefined) return;
      if (performance.now() >= deadline) throw new Error(problem);
      await sleep(POLL_MS);
    }
  });
}

/**
 * What is not settled yet, or `undefined`; nodes that do not answer have no say.
 *
 * @param nodes that have to answer
 */
export function unsettled(
  views: readonly NodeView[],
  nodes: readonly Pick<FaultNode, "id" | "host" | "port">[],
): string | undefined {
  const answering = views.filter(({ problem }) => problem === undefined);
  const silent = nodes.find(({ id }) => answering.every(({ node }) => node.id !== id));
  if (silent !== undefined) return `node ${silent.id} does not answer`;
  const own = answering
    .filter(({ node }) => nodes.some(({ id }) => id === node.id))
    .flatMap(({ lines }) => lines.find(({ flags }) => flags.includes("myself"))?.id ?? []);
  const doubter = answering.find(({ lines }) =>
    lines.some(
      ({ flags, id }) => own.includes(id) && (flags.includes("fail") || flags.includes("fail?")),
    ),
  );
  if (doubter !== undefined)
    return `node ${doubter.node.id} counts a node as failed that runs again`;
  const ownerships = new Set(answering.map(({ lines }) => ownershipOf(lines)));
  return ownerships.size > 1 ? "nodes see different owners" : undefined;
}
