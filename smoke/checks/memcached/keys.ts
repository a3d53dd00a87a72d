import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedClient } from "../../../clients/memcached/client";
import type { Ring } from "../../../constructs/memcached/ring";
import { inBatches } from "../in-batches";
import { KEY_TTL_SECONDS } from "./session";

/** A machine under load may answer later than a client waits; a node that does not answer for this long is down. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/** Writes keys, each with itself as the value. */
export async function writeKeys(
  client: MemcachedClient,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await inBatches(keys, signal, (key) => client.set(key, key, KEY_TTL_SECONDS));
}

/** Deletes keys, also after an abort and on nodes that answer late. */
export async function deleteKeys(client: MemcachedClient, keys: readonly string[]): Promise<void> {
  await inBatches(keys, new AbortController().signal, (key) => deletePatiently(client, key));
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

async function deletePatiently(client: MemcachedClient, key: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await client.delete(key);
      return;
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
