import type { Cluster } from "ioredis";
import { until } from "../../operate/host/until";

const WITHIN_MS = 5_000;
const CHANNEL = "session:news";
const MESSAGE = "late";

/** Whether a subscription to `session:news` hears a message after its connections were cut. */
export function isHeardAgain(client: Cluster, heard: readonly string[]): Promise<boolean> {
  return until(WITHIN_MS, async () => {
    try {
      await client.publish(CHANNEL, MESSAGE);
    } catch (error) {
      // It may have been sent on a connection that was about to be cut: nobody knows whether it was heard.
      if ((error as { code?: unknown }).code !== "REDIS_OUTCOME_UNKNOWN") throw error;
    }
    return heard.includes(MESSAGE);
  });
}
