import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import { freezeNodes } from "../freeze";
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
  context: CheckContext<RedisManifest>,
  node: FaultNode,
): Promise<FrozenNode> {
  const frozenAt = performance.now();
  const resume = await freezeNodes(context, [node]);
  return {
    frozenAt,
    thaw: async () => {
      await resume();
      return performance.now();
    },
  };
}
