import type { Cluster } from "ioredis";
import { connectRedis } from "../../clients/redis/connect-redis";
import { SMOKE_USER } from "../../constructs/redis/system-users";
import type { TargetDriver } from "../../smoke/driver";
import type { TestCluster } from "./redis-server";

/** A driver that does some things in another way. */
export function changedDriver(driver: TargetDriver, changes: Partial<TargetDriver>): TargetDriver {
  return Object.assign(Object.create(driver) as TargetDriver, changes);
}

/** Works on first keys of the write load of a run, whether or not they are written. */
export async function onWrites<T>(
  { deployed }: Pick<TestCluster, "deployed">,
  runId: string,
  work: (client: Cluster, keys: readonly string[]) => Promise<T>,
): Promise<T> {
  const client = await connectRedis(deployed, SMOKE_USER);
  try {
    return await work(
      client,
      Array.from({ length: 20 }, (_, sequence) => `cf-smoke:${runId}:w0:${sequence}`),
    );
  } finally {
    client.disconnect();
  }
}

/** Takes writes of a run that were acknowledged away again; resolves with their number. */
export function deleteWrites(
  cluster: Pick<TestCluster, "deployed">,
  runId: string,
  isChosen: (key: string) => boolean,
): Promise<number> {
  return onWrites(cluster, runId, async (client, keys) => {
    const counts = await Promise.all(keys.filter(isChosen).map((key) => client.del(key)));
    return counts.reduce((sum, count) => sum + count, 0);
  });
}
