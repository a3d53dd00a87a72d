import type { RedisManifestNode } from "../constructs/core/manifest";
import type { ClusterNodeLine } from "../constructs/redis/cluster-nodes";

/** First label of a node's name at ElastiCache: replication group, number of the shard, of the member. */
const MEMBER = /^(?<ref>[a-z][a-z0-9-]*-(?<shard>\d{4})-(?<member>\d{3}))\./;

/**
 * The name that `CLUSTER SLOTS` tells clients to dial, by id of the node (Redis documentation, "CLUSTER
 * SLOTS"). A replica that has received nothing yet is left out by the engine.
 */
export function parseClusterSlots(answer: unknown): Map<string, string> {
  const names = new Map<string, string>();
  for (const range of listOf(answer)) {
    for (const [name, , id] of listOf(range).slice(2).map(listOf)) {
      if (typeof id === "string" && typeof name === "string") names.set(id, name);
    }
  }
  return names;
}

/**
 * The nodes of a manifest for members of ElastiCache, in the order of their names.
 *
 * @param dialled names by id, for nodes of which the lines tell none
 * @returns also the names of nodes that are none of its members
 */
export function membersShown(
  lines: readonly ClusterNodeLine[],
  dialled: ReadonlyMap<string, string>,
): { readonly nodes: RedisManifestNode[]; readonly strangers: readonly string[] } {
  const nodes: RedisManifestNode[] = [];
  const strangers: string[] = [];
  for (const { id, host: address, hostname, port, flags } of lines) {
    // Not yet a member, or one that has left.
    if (flags.includes("handshake") || flags.includes("noaddr")) continue;
    const host = hostname ?? dialled.get(id) ?? address;
    const { ref, shard, member } = MEMBER.exec(host)?.groups ?? {};
    if (ref === undefined) {
      strangers.push(host);
      continue;
    }
    nodes.push({
      id: `${Number(shard) - 1}-${Number(member) - 1}`,
      shard: Number(shard) - 1,
      ref,
      bornAs: flags.includes("master") ? "primary" : "replica",
      host,
      port,
      ...(address === host ? {} : { address }),
    });
  }
  nodes.sort((a, b) => (a.ref < b.ref ? -1 : 1));
  return { nodes, strangers };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
