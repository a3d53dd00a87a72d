import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { ClusterWatch, NodeView } from "../../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../../check";
import type { Judgement, Observation } from "../../judge";
import { freezeNodes } from "../freeze";
import type { FaultNode } from "../live-shards";
import { awaitRejoined } from "../restart";
import type { Goal } from "../whole-cluster";
import { settledOnExit } from "./settled-on-exit";

/**
 * Kills nodes at the same time; they are started again with the end of the check.
 *
 * @returns the moment of the crash on the clock of `performance.now()`
 */
export async function crash(
  context: CheckContext<RedisManifest>,
  nodes: readonly FaultNode[],
): Promise<number> {
  settledOnExit(context, nodes);
  // Undone last registered first: the order of the nodes is that of their starts.
  for (const { ref } of [...nodes].reverse()) context.onExit(() => context.driver.start(ref));
  context.progress(`killing ${nodeNames(nodes)}`);
  const crashedAt = performance.now();
  await Promise.all(nodes.map(({ ref }) => context.driver.kill(ref)));
  return crashedAt;
}

/**
 * Freezes nodes at the same time; those that still are run again with the end of the check.
 *
 * @returns what lets them run again at the same time
 */
export function freeze(
  context: CheckContext<RedisManifest>,
  nodes: readonly FaultNode[],
): Promise<() => Promise<void>> {
  settledOnExit(context, nodes);
  context.progress(`freezing ${nodeNames(nodes)}`);
  return freezeNodes(context, nodes);
}

/**
 * Starts nodes again, and waits until the cluster is whole with them.
 *
 * @param problem what else is still wrong
 * @throws CheckFailure when a node does not run, or the cluster does not become whole
 */
export async function startAgain(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  judgement: Judgement,
  nodes: readonly FaultNode[],
  problem: Goal["problem"] = () => undefined,
): Promise<{ readonly views: readonly NodeView[]; readonly observation: Observation }> {
  context.progress(`starting ${nodeNames(nodes)} again`);
  const startedAt = performance.now();
  for (const { ref } of nodes) await context.driver.start(ref);
  let views: readonly NodeView[] = [];
  for (const node of nodes) {
    views = await awaitRejoined(context, watch, judgement, node, problem);
  }
  const ms = Math.round(performance.now() - startedAt);
  const seen = `${nodeNames(nodes)} back in the whole cluster ${ms} ms after the start`;
  return { views, observation: { holds: true, seen } };
}

/** `node 0-0`, or `nodes 0-0, 1-1`. */
export function nodeNames(nodes: readonly Pick<FaultNode, "id">[]): string {
  return `${nodes.length === 1 ? "node" : "nodes"} ${nodes.map(({ id }) => id).join(", ")}`;
}
