import type { RedisManifest } from "../../../../constructs/core/manifest";
import { OPERATOR_USER } from "../../../../constructs/redis/system-users";
import { type CheckContext, CheckFailure } from "../../../check";
import { demand, type Judgement } from "../../judge";
import type { LiveNode } from "../live-shards";
import { withSession } from "../nodes";

/**
 * Asks a replica to take over without its primary.
 *
 * @param manner `FORCE` by the votes of a majority, `TAKEOVER` without any
 * @throws CheckFailure when it refuses or does not answer
 */
export async function askFailover(
  context: CheckContext<RedisManifest>,
  replica: LiveNode,
  manner: "FORCE" | "TAKEOVER",
  judgement: Judgement,
): Promise<void> {
  const reply = await demand(judgement, () =>
    withSession(context, replica, OPERATOR_USER, (session) =>
      session.ask("CLUSTER", "FAILOVER", manner),
    ),
  );
  if (reply.kind === "value") return;
  const measured = `node ${replica.id} refuses CLUSTER FAILOVER ${manner}: ${reply.message}`;
  throw new CheckFailure({ expected: judgement.expected, measured }, judgement.hint);
}
