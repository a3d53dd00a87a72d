import type Redis from "ioredis";
import { selfLine } from "../../constructs/redis/cluster-nodes";
import type { ClusterWatch } from "./cluster-watch";

/**
 * Makes every watched node forget whoever does not belong. Forgotten on one node only, an id comes
 * back by gossip; so all are told at once, and each bans the id for 60 s (Redis documentation,
 * "CLUSTER FORGET").
 *
 * @param belonging ids of everyone who belongs, also of those who are down; the watched nodes belong
 */
export async function forgetStrangers(
  watch: ClusterWatch,
  belonging: readonly string[],
): Promise<void> {
  const views = await watch.look();
  const selves = views.flatMap(({ lines }) => selfLine(lines) ?? []);
  const known = new Set([...belonging, ...selves.map(({ id }) => id)]);
  await Promise.all(
    views.map(async (view) => {
      // A node that is being met has an id for the time being, which goes by itself.
      const strangers = view.lines.filter(
        ({ id, flags }) => !known.has(id) && !flags.includes("handshake"),
      );
      if (strangers.length === 0) return;
      const connection = await watch.connection(view.node);
      for (const { id } of strangers) await forget(connection, id);
    }),
  );
}

async function forget(connection: Redis, id: string): Promise<void> {
  try {
    await connection.call("CLUSTER", "FORGET", id);
  } catch (error) {
    // It has gone since the look.
    if (!(error as Error).message.startsWith("ERR Unknown node")) throw error;
  }
}
