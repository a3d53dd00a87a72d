import type Redis from "ioredis";
import { until } from "../../operate/host/until";
import type { TestCluster } from "./redis-server";

const FAILOVER_MS = 10_000;

/** Asks a node as the operator. */
async function asOperator<T>(
  cluster: TestCluster,
  id: string,
  work: (node: Redis) => Promise<T>,
): Promise<T> {
  const node = await cluster.operator(id);
  try {
    return await work(node);
  } finally {
    node.disconnect();
  }
}

const INFO_OF_REPLICA = /^role:slave\r$/m;

/** Number of `GET` that replicas have answered. */
export async function readsOfReplicas(cluster: TestCluster): Promise<number> {
  const texts = await Promise.all(
    cluster.model.nodes.map(({ id }) => asOperator(cluster, id, (node) => node.info("everything"))),
  );
  return texts
    .filter((text) => INFO_OF_REPLICA.test(text))
    .map((text) => Number(/^cmdstat_get:calls=(\d+)/m.exec(text)?.[1] ?? 0))
    .reduce((sum, calls) => sum + calls, 0);
}

/** Makes the replica of the first shard its primary, without the vote that would refuse a second time. */
export async function failOver(cluster: TestCluster): Promise<void> {
  const info = (id: string): Promise<string> =>
    asOperator(cluster, id, (node) => node.info("replication"));
  const isReplica = async (id: string): Promise<boolean> => INFO_OF_REPLICA.test(await info(id));
  const [promoted, demoted] = (await isReplica("0-1")) ? ["0-1", "0-0"] : ["0-0", "0-1"];
  const isLinked = async (): Promise<boolean> => /master_link_status:up/.test(await info(promoted));
  await demand(isLinked);
  await asOperator(cluster, promoted, (node) => node.call("CLUSTER", "FAILOVER", "TAKEOVER"));
  await demand(async () => !(await isReplica(promoted)) && (await isReplica(demoted)));
}

async function demand(condition: () => Promise<boolean>): Promise<void> {
  if (!(await until(FAILOVER_MS, condition))) throw new Error("no failover");
}

/** Moves a slot of the second shard half way to the third: its new keys are redirected by `ASK`. */
export async function withMovingSlot(
  cluster: TestCluster,
  slot: number,
  work: () => Promise<void>,
): Promise<void> {
  const [from, to] = ["1-0", "2-0"];
  const idOf = (id: string): Promise<string> =>
    asOperator(cluster, id, async (node) => String(await node.call("CLUSTER", "MYID")));
  const setSlot = (id: string, ...words: string[]): Promise<unknown> =>
    asOperator(cluster, id, (node) => node.call("CLUSTER", "SETSLOT", slot, ...words));
  await setSlot(to, "IMPORTING", await idOf(from));
  await setSlot(from, "MIGRATING", await idOf(to));
  try {
    await work();
  } finally {
    await setSlot(from, "STABLE");
    await setSlot(to, "STABLE");
  }
}
