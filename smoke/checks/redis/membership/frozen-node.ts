import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { FaultNode } from "../live-shards";

/** A node whose server does not get to run. */
export interface FrozenNode {
  /** Moment at which it was frozen, on the clock of `performance.now()`. */
  readonly frozenAt: number;
  /** Lets it run again. @returns moment at which it did */
  thaw(): Promise<number>;
}

/** Freezes a node; it runs again with the end of the check at the latest. */
export async function freeze(
  { driver, onExit }: CheckContext<RedisManifest>,
  { ref }: FaultNode,
): Promise<FrozenNode> {
  let isFrozen = false;
  const thaw = async (): Promise<number> => {
    await driver.resume(ref);
    isFrozen = false;
    return performance.now();
  };
  onExit(async () => {
    if (isFrozen) await thaw();
  });
  const frozenAt = performance.now();
  isFrozen = true;
  await driver.pause(ref);
  return { frozenAt, thaw };
}
