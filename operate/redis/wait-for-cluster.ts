import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import { redisCredentials } from "../../clients/redis/credentials";
import type { RedisManifest } from "../../constructs/core/manifest";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import { ClusterWatch } from "./cluster-watch";
import { forgetStrangers } from "./forget";
import { waitWhole, type NodeProcesses } from "./wait-whole";

/**
 * Waits until every node of a manifest is part of one whole cluster, and nobody else is.
 *
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE
 * @throws UnavailableError SECRET_UNREADABLE
 */
export async function waitForCluster(
  deployed: LoadedManifest<RedisManifest>,
  processes: NodeProcesses,
): Promise<void> {
  const { nodes, nodeTimeoutMs } = deployed.manifest;
  const authority = readAuthority(deployed);
  const watch = new ClusterWatch(
    nodes.flatMap(({ id, host, port }) =>
      host === undefined || port === undefined ? [] : [{ id, host, port }],
    ),
    {
      ...redisCredentials(deployed, OPERATOR_USER),
      ...(authority === undefined ? {} : { authority }),
    },
  );
  try {
    await waitWhole(watch, processes, 30_000 + 4 * nodeTimeoutMs, () => forgetGone(watch));
  } finally {
    watch.close();
  }
}

/** Who does not belong is known only when everybody who does has said who they are. */
async function forgetGone(watch: ClusterWatch): Promise<void> {
  const views = await watch.look();
  if (views.some(({ problem }) => problem !== undefined)) return;
  if (views.every(({ lines }) => lines.length <= views.length)) return;
  await forgetStrangers(watch, []);
}
