import type { Manifest } from "../../constructs/core/manifest";
import type { CheckContext } from "../check";

/**
 * Asks a node to stop, and resolves when it is gone. However the check ends, also while the node is
 * still stopping, the node runs afterwards.
 *
 * @param startAgain starts the node if it does not run
 * @throws what the driver throws; the signal's reason after an interruption
 */
export async function stopInOrder<M extends Manifest>(
  { driver, onExit, signal }: CheckContext<M>,
  ref: string,
  startAgain: () => Promise<void> = () => driver.start(ref),
): Promise<void> {
  const stopping = driver.stop(ref);
  onExit(async () => {
    await Promise.allSettled([stopping]);
    await startAgain();
  });
  await stopping;
  signal.throwIfAborted();
}
