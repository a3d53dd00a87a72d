import type { RedisManifest } from "../../../../constructs/core/manifest";
import { OPERATOR_USER } from "../../../../constructs/redis/system-users";
import type { CheckContext } from "../../../check";
import type { Judgement } from "../../judge";
import { changeSetting } from "../change-setting";
import type { LiveNode } from "../live-shards";
import { withSession } from "../nodes";
import { lookUntil, openWatch } from "../whole-cluster";

/** A user that no node knows: a replica that logs in with it gets no link. */
const NOBODY = "cf-smoke-nobody";
/** A link that was cut is gone at once, and seen a look later. */
const CUT_MS = 5000;

/**
 * Cuts a replica off its primary, and keeps it from linking again; that ends with the check.
 *
 * A replica that was merely frozen takes the end of its link, read when it wakes up, for the moment since
 * which its data is old (`replicationHandleMasterDisconnection` of Redis 7.0).
 *
 * @returns what lets it link again
 * @throws CheckFailure when its link stands all the same
 * @throws NodeFailure
 */
export async function unlinkReplica(
  context: CheckContext<RedisManifest>,
  replica: LiveNode,
  judgement: Judgement,
): Promise<() => Promise<void>> {
  const relink = await changeSetting(context, replica, "masteruser", NOBODY);
  await withSession(context, replica, OPERATOR_USER, (session) =>
    session.value("CLIENT", "KILL", "TYPE", "master"),
  );
  await lookUntil(context, openWatch(context, [replica]), judgement, {
    withinMs: CUT_MS,
    problem: ([view]) => (view?.isLinked === false ? undefined : `replica ${replica.id} is linked`),
  });
  return relink;
}
