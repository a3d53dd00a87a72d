import { type CdktfCall, runCdktf } from "../cdktf";
import { explainedFailure } from "./failures";

/**
 * Runs CDKTF on an environment of containers.
 *
 * @throws UnavailableError CDKTF_MISSING, DOCKER_NETWORK_IN_USE
 * @throws CDKTF_FAILED as `runCdktf`
 */
export async function runCdktfOnDocker(call: CdktfCall): Promise<void> {
  try {
    await runCdktf(call);
  } catch (cause) {
    throw explainedFailure(cause);
  }
}
