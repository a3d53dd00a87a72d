import { setTimeout as sleep } from "node:timers/promises";
import type { Cache } from "../../clients/cache/cache";

/** Long enough that rows have changed meanwhile. */
const AGE_MS = 500;
const ROWS = 40;

/** Puts rows of a pattern, and their versions, back to what they were a while ago, as a restored backup would. */
export async function restoreOlderData(
  cache: Cache,
  runId: string,
  pattern: string,
): Promise<number> {
  const keys = Array.from({ length: ROWS }, (_, row) => `cf-smoke:${runId}:${pattern}:${row}`);
  const all = keys.flatMap((key) => [key, `${key}:version`]);
  const before = await cache.getMany(all);
  await sleep(AGE_MS);
  await cache.setMany(before, { ttlSeconds: 60 });
  return before.size;
}
