import { until } from "../../operate/host/until";
import { parseClusterNodes, type ClusterNodeLine } from "../../constructs/redis/cluster-nodes";
import type { RedisProject } from "./connect-named";

/** What a node of a project's cluster says of all of them. */
export async function viewOf(
  project: RedisProject,
  name: string,
  id: string,
): Promise<ClusterNodeLine[]> {
  const node = await project.connect(name, id);
  try {
    return parseClusterNodes((await node.call("CLUSTER", "NODES")) as string);
  } finally {
    node.disconnect();
  }
}

/** Id of the node that owns a shard's slots now, or of its first replica. */
export async function memberOf(
  project: RedisProject,
  name: string,
  shard: number,
  role: "primary" | "replica",
): Promise<string> {
  const lines = await viewOf(project, name, "0-0");
  const { nodes } = project.redis(name).manifest;
  const isOwner = (port: number | undefined): boolean =>
    lines.some((line) => line.port === port && line.slots.length > 0);
  const found = nodes.find(
    (node) => node.shard === shard && isOwner(node.port) === (role === "primary"),
  );
  if (found === undefined) throw new Error(`shard ${shard} of ${name} has no ${role}`);
  return found.id;
}

/**
 * Why the nodes of a manifest are not one cluster, of which all have the same view and each shard has
 * its primary and its linked replicas.
 */
export async function whyNotWhole(
  project: RedisProject,
  name: string,
): Promise<string | undefined> {
  const { nodes, topology } = project.redis(name).manifest;
  const views = new Set<string>();
  for (const { id } of nodes) {
    const lines = await viewOf(project, name, id);
    if (lines.length !== nodes.length) return `${id} knows ${lines.length} nodes`;
    const owners = lines.filter(({ slots }) => slots.length > 0);
    if (owners.length !== topology.shards) return `${id} sees ${owners.length} owners`;
    for (const owner of owners) {
      const replicas = lines.filter(({ primaryId }) => primaryId === owner.id);
      if (replicas.length !== topology.replicasPerShard) {
        return `${id} sees ${replicas.length} replicas of ${owner.id}`;
      }
    }
    const sick = lines.find(({ flags }) =>
      flags.some((flag) => /fail|handshake|noaddr/.test(flag)),
    );
    if (sick !== undefined) return `${id} sees ${sick.id} as ${sick.flags.join(",")}`;
    views.add(
      lines
        .map((line) => `${line.id} ${line.primaryId} ${line.slots.join()}`)
        .sort()
        .join(),
    );
    const problem = await problemOf(project, name, id);
    if (problem !== undefined) return `${id} ${problem}`;
  }
  return views.size === 1 ? undefined : "there is more than one view";
}

/** Waits for what no command is asked to do: that a cluster becomes whole by itself. */
export async function becomesWhole(
  project: RedisProject,
  name: string,
  timeoutMs: number,
): Promise<string | undefined> {
  let why: string | undefined;
  await until(timeoutMs, async () => {
    why = await whyNotWhole(project, name).catch((error: Error) => error.message);
    return why === undefined;
  });
  return why;
}

async function problemOf(
  project: RedisProject,
  name: string,
  id: string,
): Promise<string | undefined> {
  const node = await project.connect(name, id);
  try {
    // For 2 s after its start a node serves nobody, whatever it sees (`CLUSTER_WRITABLE_DELAY`).
    const info = (await node.call("CLUSTER", "INFO")) as string;
    if (!info.includes("cluster_state:ok")) return "says that the cluster is not ok";
    const replication = await node.info("replication");
    return replication.includes("master_link_status:down") ? "has no link" : undefined;
  } finally {
    node.disconnect();
  }
}
