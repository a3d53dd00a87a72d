import type { RedisManifest } from "../../../constructs/core/manifest";
import type { CheckContext } from "../../check";
import type { FaultNode } from "./live-shards";

/**
 * Freezes nodes at the same time; those that still are run again with the end of the check.
 *
 * @returns what lets them run again at the same time
 */
export async function freezeNodes(
  { driver, onExit }: CheckContext<RedisManifest>,
  nodes: readonly Pick<FaultNode, "ref">[],
): Promise<() => Promise<void>> {
  const frozen = new Set<string>();
  const resume = async (): Promise<void> => {
    await Promise.all(
      [...frozen].map(async (ref) => {
        await driver.resume(ref);
        frozen.delete(ref);
      }),
    );
  };
  onExit(resume);
  await Promise.all(
    nodes.map(({ ref }) => {
      frozen.add(ref);
      return driver.pause(ref);
    }),
  );
  return resume;
}
