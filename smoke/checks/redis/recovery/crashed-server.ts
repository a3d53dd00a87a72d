import type { RedisManifest } from "../../../../constructs/core/manifest";
import { until } from "../../../../operate/host/until";
import type { ClusterWatch } from "../../../../operate/redis/cluster-watch";
import { type CheckContext, CheckFailure, CheckSkip } from "../../../check";
import type { Judgement } from "../../judge";
import type { FaultNode, LiveShard } from "../live-shards";
import { awaitRejoined, demotionProblem } from "../restart";

/** The runner starts the server again once a replica has taken over. */
const RESTART_MS = 10_000;

/**
 * Ends a check where the node runner does not have a replica elected.
 *
 * @throws CheckSkip
 */
export function requirePromotion({ deployed }: CheckContext<RedisManifest>): void {
  const { onCrash = "engine" } = deployed.manifest;
  if (onCrash === "auto" || onCrash === "promote") return;
  throw new CheckSkip(`a crash is not answered by a promotion: onCrash is ${onCrash}`);
}

/**
 * Ends a check where nobody starts a server again that has died.
 *
 * @throws CheckSkip
 */
export function requireRestart({ deployed }: CheckContext<RedisManifest>): void {
  const { onCrash = "engine" } = deployed.manifest;
  if (onCrash === "engine") {
    throw new CheckSkip("nobody starts a server again that has died: onCrash is engine");
  }
}

/**
 * On the way out waits until a node's runner has brought it back, and starts it where that does not come. To be
 * registered before its server dies.
 */
export function backOnExit(context: CheckContext<RedisManifest>, node: FaultNode): void {
  const { driver } = context;
  context.onExit(async () => {
    await until(RESTART_MS, () => driver.isRunning(node.ref));
    await driver.start(node.ref);
  });
}

/**
 * Waits until a crashed primary is back by itself as a linked replica of what took its place.
 *
 * @param crashedAt moment on the clock of `performance.now()`
 * @returns milliseconds since the crash
 * @throws CheckFailure when its runner does not start it, or it finds no place
 */
export async function awaitReturn(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  shard: LiveShard,
  judgement: Judgement,
  crashedAt: number,
): Promise<number> {
  const { id, ref } = shard.primary;
  if (!(await until(RESTART_MS, () => context.driver.isRunning(ref)))) {
    const measured = `node ${id} not started again by its runner within ${RESTART_MS} ms`;
    throw new CheckFailure({ expected: judgement.expected, measured }, judgement.hint);
  }
  await awaitRejoined(context, watch, judgement, shard.primary, demotionProblem([shard]));
  const ms = Math.round(performance.now() - crashedAt);
  // Nothing is left to do; whoever keeps the journal learns it.
  await context.driver.start(ref);
  return ms;
}
