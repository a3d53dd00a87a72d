import { connectMemcached } from "../../clients/memcached/connect";
import type { TestRing } from "./memcached-ring";

/** How many items each node of a ring holds. */
export async function itemsLeft({ deployed }: Pick<TestRing, "deployed">): Promise<number[]> {
  const client = connectMemcached(deployed, "api");
  try {
    const stats = await Promise.all(client.ring.servers.map((server) => client.stats(server)));
    return stats.map(({ curr_items }) => Number(curr_items));
  } finally {
    await client.close();
  }
}
