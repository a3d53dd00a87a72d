import { randomUUID } from "node:crypto";
import type { Cluster } from "ioredis";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { slotOf } from "../../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../../constructs/redis/system-users";
import type { CheckContext } from "../../../check";
import { NodeFailure } from "../../../probes/redis-session";
import { inBatches } from "../../in-batches";
import type { AddressedNode } from "../../judge";
import { deleteOnExit, through } from "../cluster-client";
import { withSession } from "../nodes";

/** Keys of a check, each with a value that nobody else writes. */
export type KnownValues = ReadonlyMap<string, string>;

/**
 * Writes keys that fall on every shard alike; they are deleted on exit.
 *
 * @param name part of their names
 * @param count number of keys
 * @param ttlMs milliseconds after which they are gone
 * @throws NodeFailure
 */
export async function writeScattered(
  context: CheckContext<RedisManifest>,
  client: Cluster,
  name: string,
  count: number,
  ttlMs: number,
): Promise<KnownValues> {
  const keys = Array.from({ length: count }, (_, i) => `cf-smoke:${context.runId}:${name}:${i}`);
  deleteOnExit(context, client, keys);
  const values = new Map(keys.map((key) => [key, randomUUID()]));
  await inBatches([...values], context.signal, ([key, value]) =>
    through(() => client.set(key, value, "PX", ttlMs)),
  );
  return values;
}

/** Those of a shard. */
export function ofShard(
  values: KnownValues,
  shard: number,
  shardOfSlot: (slot: number) => number,
): KnownValues {
  return new Map([...values].filter(([key]) => shardOfSlot(slotOf(key)) === shard));
}

/**
 * What one node itself holds, primary or replica.
 *
 * @throws NodeFailure also when it refuses
 */
export function readAt(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  keys: readonly string[],
): Promise<(string | null)[]> {
  return withSession(context, node, SMOKE_USER, async (session) => {
    await session.ask("READONLY");
    return inBatches(keys, context.signal, async (key) => {
      const reply = await session.ask("GET", key);
      if (reply.kind === "value") return reply.value as string | null;
      throw new NodeFailure(`${node.host}:${node.port}`, new Error(reply.message));
    });
  });
}
