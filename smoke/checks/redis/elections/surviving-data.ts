import type { RedisManifest } from "../../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../../constructs/redis/system-users";
import { type CheckContext, CheckSkip } from "../../../check";
import { judgeFigure, type Observation } from "../../judge";
import type { LoadResult } from "../accounted-load";
import type { LiveNode } from "../live-shards";
import { withSession } from "../nodes";
import { APPEND_ONLY_DERIVATION, APPEND_ONLY_WINDOW_MS } from "./election-bounds";

/**
 * A scenario that leaves a shard to its disk is for nodes that write there.
 *
 * @throws CheckSkip when one keeps its data in memory only
 * @throws NodeFailure
 */
export async function requireAppendOnly(
  context: CheckContext<RedisManifest>,
  nodes: readonly LiveNode[],
): Promise<void> {
  for (const node of nodes) {
    if ((await infoOf(context, node, "persistence")).includes("aof_enabled:1")) continue;
    throw new CheckSkip(
      `node ${node.id} has no append-only file: without replicas a crash would empty its shard`,
    );
  }
}

/**
 * A scenario that writes without replicas is for primaries that do.
 *
 * @throws CheckSkip when one wants replicas for a write
 * @throws NodeFailure
 */
export async function requireWritesAlone(
  context: CheckContext<RedisManifest>,
  primaries: readonly LiveNode[],
): Promise<void> {
  for (const node of primaries) {
    // The engine tells of fit replicas only where `min-replicas-to-write` is set.
    if (!/^min_(slaves|replicas)_good/m.test(await infoOf(context, node, "replication"))) continue;
    throw new CheckSkip(
      `node ${node.id} refuses writes without replicas (min-replicas-to-write), as it was deployed to`,
    );
  }
}

/** Whether a primary that came back with its disk has what it had acknowledged. */
export function judgeOwnData({ account }: LoadResult, crashedAt: number): Observation {
  const { lossWindow } = account;
  return judgeFigure({
    what: "oldest acknowledged write that its disk did not have before the crash",
    unit: "ms",
    measured: lossWindow === undefined ? 0 : Math.round(crashedAt - lossWindow.from),
    atMost: APPEND_ONLY_WINDOW_MS,
    derivation: APPEND_ONLY_DERIVATION,
  });
}

async function infoOf(
  context: CheckContext<RedisManifest>,
  node: LiveNode,
  section: string,
): Promise<string> {
  return withSession(context, node, HEALTH_USER, async (session) =>
    String(await session.value("INFO", section)),
  );
}
