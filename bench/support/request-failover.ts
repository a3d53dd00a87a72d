import { askFailover } from "../../smoke/checks/redis/failover-request";
import type { LiveShard } from "../../smoke/checks/redis/live-shards";
import { FIT, type RoundContext } from "./round";

/** Has the only replica of a shard take over with the consent of its primary. */
export async function requestFailover(
  context: RoundContext,
  { replicas: [replica] }: LiveShard,
): Promise<void> {
  if (replica === undefined) throw new RangeError("the shard has no replica");
  await askFailover(context, replica, undefined, FIT);
}
