import type { Cluster } from "ioredis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import type { CheckContext } from "../../check";
import { NodeFailure } from "../../probes/redis-session";
import { inBatches } from "../in-batches";

/**
 * Connects as an application does; the connection ends with the check.
 *
 * @throws what `connectRedis` throws
 */
export async function openClient(
  context: CheckContext<RedisManifest>,
  user: string = SMOKE_USER,
): Promise<Cluster> {
  const client = await connectRedis(context.deployed, user, { connectionName: "cf-smoke" });
  context.onExit(() => Promise.resolve(client.disconnect()));
  return client;
}

/**
 * Sends commands through a client; a command that fails is the deployed thing's failure.
 *
 * @throws NodeFailure
 */
export async function through<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new NodeFailure("through the client", error);
  }
}

/** Deletes keys on exit, also after an abort; to be called before the first key is written. */
export function deleteOnExit(
  context: CheckContext<RedisManifest>,
  client: Cluster,
  keys: readonly string[],
): void {
  context.onExit(async () => {
    await inBatches(keys, new AbortController().signal, (key) => client.del(key));
  });
}
