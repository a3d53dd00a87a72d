import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { ClusterWatch } from "../../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../../check";
import type { RedisSession } from "../../../probes/redis-session";
import type { Observation } from "../../judge";
import { LINK_BOUND_MS } from "../link-bound";
import type { LiveShard } from "../live-shards";
import { wholeProblem } from "../whole-cluster";

/** What takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 5;
const POLL_MS = 25;

/**
 * Cuts the links of a primary's replicas, and tells whether any of them has one again although the primary's
 * certificate has run out: a replica verifies its primary in each handshake.
 *
 * @param session of the operator at the primary
 */
export async function judgeCutLinks(
  { signal }: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  { primary, replicas }: LiveShard,
  session: RedisSession,
): Promise<Observation> {
  await session.value("CLIENT", "KILL", "TYPE", "replica");
  await sleep(LINK_BOUND_MS, undefined, { signal });
  const isReplica = ({ id }: { readonly id: string }): boolean =>
    replicas.some((replica) => replica.id === id);
  const views = (await watch.look()).filter(({ node }) => isReplica(node));
  const linked = views.filter(({ isLinked }) => isLinked).map(({ node }) => node.id);
  return linked.length === 0
    ? { holds: true, seen: `replicas of node ${primary.id} cut off from it get no new link` }
    : { holds: false, seen: `linked again with an expired certificate: ${linked.join(", ")}` };
}

/** Milliseconds until the cluster is whole, links included; `undefined` when it is not for long. */
export async function linkedAfter(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  since: number,
): Promise<number | undefined> {
  for (;;) {
    context.signal.throwIfAborted();
    const problem = wholeProblem(context, await watch.look());
    const ms = Math.round(performance.now() - since);
    if (problem === undefined) return ms;
    if (ms >= PATIENCE * LINK_BOUND_MS) return undefined;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}
