import type { RedisManifest } from "../../../../constructs/core/manifest";
import { type CheckContext, CheckSkip } from "../../../check";
import type { NetworkCut } from "../../../driver";
import type { FaultNode } from "../live-shards";

/** Why these checks prove nothing where nodes have no network of their own. */
export const NO_NETWORK_OF_ITS_OWN = {
  host: "not on this target: all nodes share the loopback of this machine",
  aws: "not on this target: ElastiCache runs the nodes, and nobody else reaches their network",
} as const;

/** @throws CheckSkip when packets of the nodes cannot be dropped from here */
export async function requireIsolation(
  { deployed, driver }: CheckContext<RedisManifest>,
  { id, ref }: FaultNode,
): Promise<void> {
  if (driver.isolate === undefined || driver.restoreNetwork === undefined) {
    throw new CheckSkip(`not on this target: ${deployed.manifest.target} cuts no network`);
  }
  const reason = await driver.whyNoIsolation?.(ref);
  if (reason !== undefined) throw new CheckSkip(`node ${id} cannot be cut off: ${reason}`);
}

/** Drops packets at a node until `mendNetwork`, at the latest until the end of the check. */
export async function cutOff(
  { driver, onExit }: CheckContext<RedisManifest>,
  { ref }: FaultNode,
  cut: NetworkCut,
): Promise<void> {
  onExit(async () => driver.restoreNetwork?.(ref));
  await driver.isolate?.(ref, cut);
}

/** Lets all packets pass again. */
export async function mendNetwork(
  { driver }: CheckContext<RedisManifest>,
  nodes: readonly FaultNode[],
): Promise<void> {
  await Promise.all(nodes.map(async ({ ref }) => driver.restoreNetwork?.(ref)));
}
