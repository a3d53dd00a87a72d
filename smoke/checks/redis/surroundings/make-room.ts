import type { RedisManifest } from "../../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../../constructs/redis/system-users";
import { until } from "../../../../operate/host/until";
import type { CheckContext } from "../../../check";
import { NodeFailure } from "../../../probes/redis-session";
import type { FaultNode } from "../live-shards";
import { withSession } from "../nodes";

/** `serverCron` tries a failed write of the log again every second; a busy machine may need several. */
const STORING_MS = 5000;

/**
 * Frees a filled disk and waits until the node takes writes again: a deletion that the server reads
 * before it has tried the failed write of its log again is refused.
 *
 * @throws NodeFailure when the node gives no answer, or still refuses writes after 5 s
 */
export async function makeRoom(
  context: Pick<CheckContext<RedisManifest>, "deployed" | "driver">,
  node: FaultNode,
): Promise<void> {
  await context.driver.freeDisk?.(node.ref);
  await withSession(context, node, HEALTH_USER, async (session) => {
    const isStoring = async () => {
      const info = String(await session.value("INFO", "persistence"));
      return !info.includes("aof_last_write_status:err");
    };
    if (await until(STORING_MS, isStoring)) return;
    const problem = `writes are refused ${STORING_MS} ms after there was room again`;
    throw new NodeFailure(`${node.host}:${node.port}`, new Error(problem));
  });
}
