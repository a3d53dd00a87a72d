import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { AddressedNode } from "../../judge";
import { command } from "./operator";

/**
 * Whether a primary refuses writes while too few of its replicas are linked (`min-replicas-to-write`): only
 * then does it tell how many are.
 *
 * @throws NodeFailure
 */
export async function needsReplicas(
  context: CheckContext<RedisManifest>,
  primary: AddressedNode,
): Promise<boolean> {
  const info = await command(context, primary, "INFO", "replication");
  return String(info).includes("min_slaves_good_slaves:");
}
