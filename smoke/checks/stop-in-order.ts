import type { Manifest } from "../../constructs/core/manifest";
import type { CheckContext } from "../check";

/**
 * Asks a node to stop, and resolves when it is gone. However the check ends, also while the node is
 * still stopping, the node runs afterwards: it is started, or the service that runs it does so by itself.
 *
 * @param startAgain starts the node if it does not run
 * @throws what the driver throws; the signal's reason after an interruption
 */
export async function stopInOrder<M extends Manifest>(
  { driver, onExit, progress, signal }: CheckContext<M>,
  ref: string,
  startAgain: () => Promise<void> = () => driver.start(ref),
): Promise<void> {
  const stopping = driver.stop(ref, { signal, progress });
  onExit(async () => {
    await Promise.allSettled([stopping]);
    if (driver.service === undefined) await startAgain();
  });
  await stopping;
  signal.throwIfAborted();
}
