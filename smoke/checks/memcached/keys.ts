import type { MemcachedClient } from "../../../clients/memcached/client";
import type { Ring } from "../../../constructs/memcached/ring";
import { inBatches } from "../in-batches";
import { KEY_TTL_SECONDS } from "./session";

/** Writes keys, each with itself as the value. */
export async function writeKeys(
  client: MemcachedClient,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await inBatches(keys, signal, (key) => client.set(key, key, KEY_TTL_SECONDS));
}

/** Deletes keys also after an abort. */
export async function deleteKeys(client: MemcachedClient, keys: readonly string[]): Promise<void> {
  await inBatches(keys, new AbortController().signal, (key) => client.delete(key));
}

/** `count` keys that start with the prefix for each server of the ring. */
export function keysByServer(ring: Ring, prefix: string, count: number): Map<string, string[]> {
  const keys = new Map<string, string[]>(ring.servers.map((server) => [server, []]));
  let missing = ring.servers.length * count;
  for (let i = 0; missing > 0; i++) {
    const key = `${prefix}${i}`;
    const held = keys.get(ring.serverOf(key));
    if (held === undefined || held.length === count) continue;
    held.push(key);
    missing--;
  }
  return keys;
}
