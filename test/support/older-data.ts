import { setTimeout as sleep } from "node:timers/promises";
import type { Cache } from "../../clients/cache/cache";

/** Long enough that rows have changed meanwhile. */
const AGE_MS = 500;
const ROWS = 40;

/**
 * Puts rows of a pattern, and their versions, back to what they were a while ago, as a restored backup would. What a
 * node holds that is down is left out.
 *
 * @returns number of entries that were put back
 */
export async function restoreOlderData(
  cache: Cache,
  runId: string,
  pattern: string,
): Promise<number> {
  const keys = Array.from({ length: ROWS }, (_, row) => `cf-smoke:${runId}:${pattern}:${row}`);
  const all = keys.flatMap((key) => [key, `${key}:version`]);
  const before = await Promise.allSettled(
    all.map(async (key) => [key, await cache.get(key)] as const),
  );
  await sleep(AGE_MS);
  const restored = await Promise.allSettled(
    before.map(async (one) => {
      if (one.status === "rejected" || one.value[1] === undefined) return false;
      await cache.set(...one.value, { ttlSeconds: 60 });
      return true;
    }),
  );
  return restored.filter((one) => one.status === "fulfilled" && one.value).length;
}
