import type { LoadedManifest } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { TargetDriver } from "../../driver";
import { NodeFailure } from "../../probes/redis-session";
import { setParameter } from "./change-setting";
import type { FaultNode } from "./live-shards";

/** What a client says of a certificate whose time is over. */
export const CERTIFICATE_EXPIRED = "CERT_HAS_EXPIRED";

/**
 * Sets a parameter of a running node. A node whose certificate has run out lets nobody in to do so: it is
 * stopped and started again, with what it was deployed with.
 *
 * @throws as `setParameter`
 */
export async function setBack(
  deployed: LoadedManifest<RedisManifest>,
  driver: Pick<TargetDriver, "start" | "stop">,
  node: FaultNode,
  { parameter, value }: { readonly parameter: string; readonly value: string },
): Promise<void> {
  try {
    await setParameter(deployed, node, parameter, value);
  } catch (error) {
    if (!(error instanceof NodeFailure) || error.code !== CERTIFICATE_EXPIRED) throw error;
    await driver.stop(node.ref);
    await driver.start(node.ref);
  }
}
