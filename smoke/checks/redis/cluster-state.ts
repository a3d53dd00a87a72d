import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../constructs/redis/system-users";
import { ClusterWatch, whyNotWhole, type NodeView } from "../../../operate/redis/cluster-watch";
import { CheckFailure, type Check, type CheckContext, type Evidence } from "../../check";
import { announcementProblem } from "./announced-address";
import { replicaBounds, topologyText } from "./expected-topology";
import { nodeLogin } from "./node-login";
import { addressedNodes } from "./nodes";
import { slotMap } from "./slot-map";
import { stateHint } from "./state-hint";
import { topologyProblem } from "./topology-problem";

const POLL_MS = 100;

export const clusterState: Check<RedisManifest> = {
  id: "redis/cluster-state",
  title: "The cluster is whole",
  proves:
    "Every node is ok and sees the same owners of all slots, every shard has its replicas, every replica is linked.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const { manifest } = context.deployed;
    const watch = new ClusterWatch(addressedNodes(context), () =>
      nodeLogin(context.deployed, HEALTH_USER),
    );
    try {
      return await settled(context, watch, expectedState(manifest));
    } finally {
      watch.close();
    }
  },
};

/** Gossip tells everybody of a change within a node timeout; a change may have just ended. */
async function settled(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  expected: string,
): Promise<Evidence> {
  const { manifest } = context.deployed;
  const settleMs = 2 * manifest.nodeTimeoutMs;
  const begun = performance.now();
  for (;;) {
    context.signal.throwIfAborted();
    const views = await watch.look();
    const waitedMs = Math.round(performance.now() - begun);
    const lines = views[0]?.lines ?? [];
    const problem =
      whyNotWhole(views) ??
      topologyProblem(lines, manifest.topology) ??
      announcementProblem(manifest.target, addressedNodes(context), views);
    const shown = { details: { waitedMs }, exhibits: [slotMap(addressedNodes(context), lines)] };
    if (problem === undefined) return { expected, measured: measuredState(views), ...shown };
    if (waitedMs >= settleMs) {
      throw new CheckFailure(
        { expected, measured: `${problem}, still after ${waitedMs} ms`, ...shown },
        stateHint({
          views,
          nodes: addressedNodes(context),
          replicasPerShard: replicaBounds(manifest.topology).min,
        }),
      );
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

function expectedState({ nodes, topology }: RedisManifest): string {
  return `${nodes.length} nodes ok with one view, ${topologyText(topology)}`;
}

function measuredState(views: readonly NodeView[]): string {
  const lines = views[0]?.lines ?? [];
  const owners = lines.filter(({ slots }) => slots.length > 0).length;
  const linked = lines.filter(({ primaryId }) => primaryId !== undefined).length;
  return `${views.length} nodes ok with one view, all slots owned by ${owners} shards, ${linked} replicas linked`;
}
