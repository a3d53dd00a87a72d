import type { RedisManifest } from "../../../../constructs/core/manifest";
import { type CheckContext, CheckSkip } from "../../../check";
import { faultNodes } from "../live-shards";

const MIB = 1024 * 1024;
/** What is worth being filled for a check. */
const MOST_FREE_BYTES = 256 * MIB;

/** @throws CheckSkip unless each node's data has a disk of its own that is small enough to be filled */
export async function requireOwnDisk(context: CheckContext<RedisManifest>): Promise<void> {
  const { deployed, driver } = context;
  if (driver.disk === undefined || driver.fillDisk === undefined) {
    throw new CheckSkip(`not on this target: ${deployed.manifest.target} fills no disk`);
  }
  const seen = new Set<string>();
  for (const { id, ref } of faultNodes(context)) {
    const { device, freeBytes } = await driver.disk(ref);
    if (seen.has(device)) {
      throw new CheckSkip(
        `node ${id} shares the disk of its data with another node: to fill it would end both; this check takes a small file system for each node's data`,
      );
    }
    seen.add(device);
    if (freeBytes > MOST_FREE_BYTES) {
      throw new CheckSkip(
        `the disk of node ${id} has ${Math.round(freeBytes / MIB)} MiB free, more than the ${MOST_FREE_BYTES / MIB} that a check fills`,
      );
    }
  }
}
