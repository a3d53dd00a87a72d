import type { RedisManifest } from "../../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../../constructs/redis/system-users";
import { CheckSkip, type CheckContext } from "../../../check";
import { NodeFailure } from "../../../probes/redis-session";
import type { AddressedNode } from "../../judge";
import { withSession } from "../nodes";

/**
 * Demands that nodes keep a log of writes, without which nothing outlives a stop of them all.
 *
 * @throws CheckSkip when one does not
 * @throws NodeFailure
 */
export async function requireLogOfWrites(
  context: CheckContext<RedisManifest>,
  nodes: readonly AddressedNode[],
): Promise<void> {
  for (const node of nodes) {
    const reply = await withSession(context, node, HEALTH_USER, (session) =>
      session.ask("INFO", "persistence"),
    );
    if (reply.kind === "error") {
      throw new NodeFailure(`${node.host}:${node.port}`, new Error(reply.message));
    }
    if (String(reply.value).includes("aof_enabled:1")) continue;
    throw new CheckSkip(
      `node ${node.id} keeps no log of writes: nothing outlives a stop of all nodes`,
    );
  }
}
