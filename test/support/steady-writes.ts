import { setTimeout as sleep } from "node:timers/promises";
import { connectRedis } from "../../clients/redis/connect-redis";
import type { RedisProject } from "./connect-named";
import { missing } from "./replicated-writes";

/** Milliseconds between two writes. */
const PAUSE_MS = 5;

/** What became of writes during a piece of work. */
export interface WritesDuring<T> {
  readonly result: T;
  readonly acknowledged: number;
  readonly failed: number;
  /** Acknowledged keys that do not read as they were written. */
  readonly lost: readonly string[];
}

/** Writes to a cluster, as the user `api`, as long as a piece of work takes. */
export async function writesDuring<T>(
  project: RedisProject,
  name: string,
  work: () => Promise<T>,
): Promise<WritesDuring<T>> {
  const client = await connectRedis(project.redis(name), "api");
  const acknowledged = new Map<string, string>();
  const token = Math.random().toString(36).slice(2);
  let isOver = false;
  let failed = 0;
  const writer = (async () => {
    for (let n = 0; !isOver; n++) {
      try {
        await client.set(`session:${token}:${n}`, `${n}`);
        acknowledged.set(`session:${token}:${n}`, `${n}`);
      } catch {
        failed += 1;
      }
      await sleep(PAUSE_MS);
    }
  })();
  try {
    const result = await work();
    isOver = true;
    await writer;
    const lost = await missing(project.redis(name), acknowledged);
    return { result, acknowledged: acknowledged.size, failed, lost };
  } finally {
    isOver = true;
    client.disconnect();
  }
}
