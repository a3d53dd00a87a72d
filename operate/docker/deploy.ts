import { join } from "node:path";
import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { withLock } from "../host/lock";
import { readManifests } from "../manifest-files";
import { deployContainers } from "./roll";
import { runCdktfOnDocker } from "./run-cdktf";

/** Another deployment of the same environment may take this long before we give up. */
const DEPLOY_WAIT_MS = 600_000;

/**
 * Deploys an environment of containers by Terraform, changed nodes one at a time.
 *
 * @throws UnavailableError CDKTF_MISSING, HOST_LOCKED, DOCKER_NETWORK_IN_USE
 * @throws CDKTF_FAILED, and what `deployContainers` throws
 */
export function deployDocker(paths: EnvironmentPaths, log: (line: string) => void): Promise<void> {
  return withLock(join(paths.state, "roll.lock"), DEPLOY_WAIT_MS, async () => {
    await runCdktfOnDocker({ action: "synth", paths, onProgress: log });
    await deployContainers({
      paths,
      folder: join(paths.synthesized, "stacks", `cachefort-${paths.environment}`),
      before: new Map(
        readManifests(paths.manifests).map((deployed) => [deployed.manifest.name, deployed]),
      ),
      applier: {
        apply: (targets) =>
          runCdktfOnDocker({
            action: "deploy",
            paths,
            onProgress: log,
            ...(targets === undefined ? {} : { targets }),
          }),
      },
      log,
    });
  });
}
