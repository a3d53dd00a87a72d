import type { Cluster } from "ioredis";
import { connectRedis } from "../../clients/redis/connect-redis";
import { until } from "../../operate/host/until";
import { SMOKE_USER } from "../../constructs/redis/system-users";
import type { TargetDriver } from "../../smoke/driver";
import type { TestCluster } from "./redis-server";

/** A driver that does some things in another way. */
export function changedDriver(driver: TargetDriver, changes: Partial<TargetDriver>): TargetDriver {
  return Object.assign(Object.create(driver) as TargetDriver, changes);
}

/**
 * Works on first keys of the write load of a run, whether or not they are written.
 *
 * @param writer number of the load's client whose keys they are
 */
export async function onWrites<T>(
  { deployed }: Pick<TestCluster, "deployed">,
  runId: string,
  work: (client: Cluster, keys: readonly string[]) => Promise<T>,
  writer = 0,
): Promise<T> {
  const client = await connectRedis(deployed, SMOKE_USER);
  try {
    return await work(
      client,
      Array.from({ length: 20 }, (_, sequence) => `cf-smoke:${runId}:w${writer}:${sequence}`),
    );
  } finally {
    client.disconnect();
  }
}

/** Far longer than a load takes to its first writes, on a busy machine too. */
const WRITTEN_MS = 10_000;

/**
 * Takes writes of a run that were acknowledged away again, as soon as there is one; resolves with their number, which is 0
 * when none comes.
 */
export function deleteWrites(
  cluster: Pick<TestCluster, "deployed">,
  runId: string,
  isChosen: (key: string) => boolean,
  writer = 0,
): Promise<number> {
  const deleteChosen = async (client: Cluster, keys: readonly string[]): Promise<number> => {
    let deleted = 0;
    await until(WRITTEN_MS, async () => {
      const counts = await Promise.all(keys.filter(isChosen).map((key) => client.del(key)));
      deleted = counts.reduce((sum, count) => sum + count, 0);
      return deleted > 0;
    });
    return deleted;
  };
  return onWrites(cluster, runId, deleteChosen, writer);
}
