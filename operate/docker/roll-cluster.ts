import { setTimeout as sleep } from "node:timers/promises";
import { readSecret, type LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest } from "../../constructs/core/manifest";
import { linkAgeSeconds } from "../../constructs/redis/quiet-time";
import type { ClusterWatch, WatchedNode } from "../redis/cluster-watch";
import { handOver, selfOf } from "../redis/hand-over";
import { retireCommands } from "../redis/retire-commands";
import { observeOwners, quietInMs, type ShardOwners } from "../redis/shard-owners";
import { waitForCluster, watchOf } from "../redis/wait-for-cluster";
import type { Applier } from "./applier";
import { containerProcesses } from "./container-processes";
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
 * first; a primary hands over before it is replaced.
 *
 * @throws OperationError REDIS_HAND_OVER_FAILED, REDIS_AOF_REWRITE_FAILED, REDIS_CLUSTER_NOT_WHOLE,
 * REDIS_NODE_DIED
 */
export async function rollCluster(roll: ClusterRoll): Promise<void> {
  const { old } = roll;
  const processes = containerProcesses(old.manifest);
  await waitForCluster(old, processes);
  const watch = watchOf(old);
  try {
    await retire(roll, watch);
    let owners = await ownersByLinks(watch);
    for (const { container, node } of await inOrder(roll, watch)) {
      roll.log(`replacing ${container.name}: its configuration changed`);
      owners = await handOverQuietly(roll, watch, node, owners);
      await roll.applier.apply([container.address]);
      await waitForCluster(old, processes);
      owners = observeOwners(owners, await linesOf(watch), Date.now());
    }
  } finally {
    watch.close();
  }
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

/** A command that the log of writes may still hold must not be unknown to the next server. */
async function retire({ log, old, wanted }: ClusterRoll, watch: ClusterWatch): Promise<void> {
  const known = new Map(old.manifest.renamedCommands.map(({ command, as }) => [command, as]));
  const retired = wanted.renamedCommands
    .filter(({ command, as }) => as === null && known.get(command) !== null)
    .map(({ command }) => command);
  if (retired.length === 0) return;
  log(`disabling ${retired.join(", ")}: writing every append-only file anew`);
  const secret = known.get("BGREWRITEAOF");
  const rewriteCommand =
    secret === undefined || secret === null ? "BGREWRITEAOF" : readSecret(secret, old.directory);
  const nodes = await Promise.all(
    watch.nodes.map(async (node) => ({
      id: node.id,
      connection: await watch.connection(node),
      rewriteCommand,
    })),
  );
  await retireCommands(nodes, retired);
}
