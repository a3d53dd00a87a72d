import type { Recovery } from "../../../../operate/redis/recoveries";
import type { TargetDriver } from "../../../driver";

/**
 * What the runner of a node has noted since a moment. It keeps the last twenty deaths: the number of lines alone does
 * not tell of a new one.
 */
export async function recoveriesSince(
  driver: TargetDriver,
  ref: string,
  moment: Date,
): Promise<readonly Recovery[]> {
  // Runners note whole seconds.
  const second = moment.toISOString().slice(0, 19);
  const noted = (await driver.recoveries?.(ref)) ?? [];
  return noted.filter(({ at }) => at >= second);
}
