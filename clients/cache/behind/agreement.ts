import type { Cluster } from "ioredis";
import { ValidationError } from "../../../constructs/core/errors";
import type { WriteBehindQueue } from "./queue";

/**
 * Sees that all who use a queue spread its keys over as many partitions: a key in two of them has no order.
 *
 * @throws ValidationError WRITE_BEHIND_PARTITIONS
 */
export async function requireAgreement(cluster: Cluster, queue: WriteBehindQueue): Promise<void> {
  const own = String(queue.partitions);
  await cluster.set(queue.settings, own, "NX");
  const agreed = await cluster.get(queue.settings);
  if (agreed === own) return;
  throw new ValidationError("WRITE_BEHIND_PARTITIONS", {
    problem: `queue ${queue.name} has another number of partitions`,
    received: queue.partitions,
    allowed: String(agreed),
    fix: "give it that number; for another one drain the queue, and take another name",
  });
}
