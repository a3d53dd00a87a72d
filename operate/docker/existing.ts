import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { projectLabel } from "../../constructs/docker/labels";
import { docker } from "./engine";

/** A container of an environment as the engine has it. */
export interface ExistingContainer {
  readonly name: string;
  /** Of what it was made from; see `NodeContainer`. */
  readonly digest: string;
  readonly isRunning: boolean;
}

/**
 * The containers of an environment of this project, running or not.
 *
 * @throws UnavailableError DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function existingContainers(paths: EnvironmentPaths): Promise<ExistingContainer[]> {
  const { stdout } = await docker(
    ...["container", "ls", "--all"],
    ...["--filter", `label=cachefort.environment=${paths.environment}`],
    ...["--filter", `label=cachefort.project=${projectLabel(paths)}`],
    ...["--format", '{{.Names}}\t{{.Label "cachefort.digest"}}\t{{.State}}'],
  );
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", digest = "", state = ""] = line.split("\t");
      return { name, digest, isRunning: state === "running" || state === "paused" };
    });
}
