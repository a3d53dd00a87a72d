import { OPERATOR_USER } from "../../constructs/redis/system-users";
import type { LiveShard } from "../../smoke/checks/redis/live-shards";
import { withSession } from "../../smoke/checks/redis/nodes";
import type { RoundContext } from "./round";

/** Has the only replica of a shard take over with the consent of its primary. */
export async function requestFailover(
  context: RoundContext,
  { replicas }: LiveShard,
): Promise<void> {
  const [replica] = replicas;
  if (replica === undefined) throw new RangeError("the shard has no replica");
  await withSession(context, replica, OPERATOR_USER, async (session) => {
    const reply = await session.ask("CLUSTER", "FAILOVER");
    if (reply.kind === "error") throw new Error(`CLUSTER FAILOVER is refused: ${reply.message}`);
  });
}
