import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import { redisCredentials } from "../../clients/redis/credentials";
import { withSecrets } from "../../clients/secrets/managed-secrets";
import type { RedisManifest } from "../../constructs/core/manifest";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import { ClusterWatch, type WatchedNode } from "./cluster-watch";
import { forgetStrangers } from "./forget";
import type { NodeProcesses } from "../node-processes";
import { waitWhole } from "./wait-whole";

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
  const watch = watchOf(await withSecrets(deployed));
  try {
    await waitWhole(watch, processes, 30_000 + 4 * deployed.manifest.nodeTimeoutMs, () =>
      forgetGone(watch),
    );
  } finally {
    watch.close();
  }
}

/** Looks at every node of a manifest as the operator; to be closed. */
export function watchOf(deployed: LoadedManifest<RedisManifest>): ClusterWatch {
  const authority = readAuthority(deployed);
  return new ClusterWatch(watchedNodes(deployed.manifest), {
    ...redisCredentials(deployed, OPERATOR_USER),
    ...(authority === undefined ? {} : { authority }),
  });
}

/** Where the nodes of a manifest are. */
export function watchedNodes({ nodes }: RedisManifest): WatchedNode[] {
  return nodes.flatMap(({ id, host, port }) =>
    host === undefined || port === undefined ? [] : [{ id, host, port }],
  );
}

/**
 * Makes everybody forget nodes that have gone for good, and leave no trace but their ids. Who belongs is
 * known only when everybody who does has said so; a node that lives is left alone.
 */
async function forgetGone(watch: ClusterWatch): Promise<void> {
  const views = await watch.look();
  if (views.some(({ problem }) => problem !== undefined)) return;
  const lines = views.flatMap((view) => view.lines);
  const living = lines.filter(({ flags }) => !flags.some((flag) => /^(fail|noaddr)/.test(flag)));
  if (living.length === lines.length) return;
  await forgetStrangers(
    watch,
    living.map(({ id }) => id),
  );
}
