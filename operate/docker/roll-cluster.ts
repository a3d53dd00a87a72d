import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest } from "../../constructs/core/manifest";
import { linkAgeSeconds } from "../../constructs/redis/quiet-time";
import type { ClusterWatch, WatchedNode } from "../redis/cluster-watch";
import { handOver, selfOf } from "../redis/hand-over";
import { observeOwners, quietInMs, type ShardOwners } from "../redis/shard-owners";
import { waitForCluster, watchedNodes, watchOf } from "../redis/wait-for-cluster";
import type { Applier } from "./applier";
import { containerProcesses } from "./container-processes";
import { retireDisabled } from "./retire-disabled";
import type { WantedContainer } from "./synthesized";

/** A change of a running cluster, node by node. */
export interface ClusterRoll {
  /** The cluster as it was deployed last. */
  readonly old: LoadedManifest<RedisManifest>;
  readonly wanted: RedisManifest;
  readonly changed: readonly WantedContainer[];
  readonly applier: Applier;
  readonly log: (line: string) => void;
}

/**
 * Replaces changed nodes one at a time, and waits after each until the cluster is whole. Replicas go
 * first; a primary hands over before it is replaced. A replaced node may be at another port.
 *
 * @throws OperationError REDIS_HAND_OVER_FAILED, REDIS_AOF_REWRITE_FAILED, REDIS_CLUSTER_NOT_WHOLE,
 * REDIS_NODE_DIED
 */
export async function rollCluster(roll: ClusterRoll): Promise<void> {
  const { changed, wanted } = roll;
  // An interrupted change has replaced some already.
  const old = withReplaced(
    roll.old,
    wanted,
    ({ ref }) => !changed.some(({ name }) => name === ref),
  );
  const processes = containerProcesses(old.manifest);
  await waitForCluster(old, processes);
  const watch = watchOf(old);
  try {
    await retireDisabled(roll, watch);
    let now = old;
    let owners = await ownersByLinks(watch);
    for (const { container, node } of await inOrder(roll, watch)) {
      roll.log(`replacing ${container.name}: its configuration changed`);
      owners = await handOverQuietly(roll, watch, node, owners);
      await roll.applier.apply([container.address]);
      now = withReplaced(now, wanted, ({ id }) => id === node.id);
      watch.watchOnly(watchedNodes(now.manifest));
      await waitForCluster(now, processes);
      owners = observeOwners(owners, await linesOf(watch), Date.now());
    }
  } finally {
    watch.close();
  }
}

/** The cluster with some of its nodes where they are wanted. */
function withReplaced(
  before: LoadedManifest<RedisManifest>,
  { nodes: wanted }: RedisManifest,
  isReplaced: (node: RedisManifest["nodes"][number]) => boolean,
): LoadedManifest<RedisManifest> {
  const nodes = before.manifest.nodes.map((node) =>
    isReplaced(node) ? (wanted.find(({ id }) => id === node.id) ?? node) : node,
  );
  return { ...before, manifest: { ...before.manifest, nodes } };
}

/** By the time a primary hands over, its replica has the new configuration. */
async function inOrder(
  { changed, old }: ClusterRoll,
  watch: ClusterWatch,
): Promise<{ container: WantedContainer; node: WatchedNode }[]> {
  const views = await watch.look();
  const members = changed.flatMap((container) => {
    const id = old.manifest.nodes.find(({ ref }) => ref === container.name)?.id;
    const node = watch.nodes.find((watched) => watched.id === id);
    return node === undefined ? [] : [{ container, node }];
  });
  const isPrimary = ({ node }: { node: WatchedNode }): boolean =>
    selfOf(views, node.id)?.flags.includes("master") === true;
  return [...members.filter((each) => !isPrimary(each)), ...members.filter(isPrimary)];
}

async function handOverQuietly(
  { log, old }: ClusterRoll,
  watch: ClusterWatch,
  node: WatchedNode,
  owners: ShardOwners,
): Promise<ShardOwners> {
  const self = selfOf(await watch.look(), node.id);
  if (self === undefined || self.slots.length === 0) return owners;
  const { nodeTimeoutMs, topology } = old.manifest;
  if (topology.replicasPerShard === 0) return owners;
  const waitMs = quietInMs(owners, self.id, nodeTimeoutMs, Date.now());
  if (waitMs > 0) {
    log(`waiting ${(waitMs / 1000).toFixed(1)} s: the last election of the shard is recent`);
    await sleep(waitMs);
  }
  const heirs = watch.nodes.filter(({ id }) => id !== node.id);
  const heir = await handOver(watch, node, heirs, nodeTimeoutMs);
  if (heir !== undefined) log(`node ${heir.id} has taken over from ${node.id}`);
  return observeOwners(owners, await linesOf(watch), Date.now());
}

async function linesOf(watch: ClusterWatch) {
  const [view] = await watch.look();
  return view?.lines ?? [];
}

/** Every failover makes new links: no election was later than the youngest link of an owner. */
async function ownersByLinks(watch: ClusterWatch): Promise<ShardOwners> {
  const views = await watch.look();
  const owners = await Promise.all(
    views.map(async ({ node }) => {
      const self = selfOf(views, node.id);
      if (self === undefined || self.slots.length === 0) return [];
      const connection = await watch.connection(node);
      const clients = (await connection.call("CLIENT", "LIST", "TYPE", "replica")) as string;
      const seenAt = Date.now() - linkAgeSeconds(clients) * 1000;
      return [
        [self.slots.join(","), { id: self.id, configEpoch: self.configEpoch, seenAt }],
      ] as const;
    }),
  );
  return Object.fromEntries(owners.flat());
}
