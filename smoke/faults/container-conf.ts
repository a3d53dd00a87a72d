import { CONTAINER } from "../../constructs/docker/container-paths";
import { UnavailableError } from "../../constructs/core/errors";
import { docker } from "../../operate/docker/engine";

/**
 * Folder of the machine that a container's configuration lies in.
 *
 * @throws UnavailableError DOCKER_CONF_NOT_FOUND
 */
export async function confFolder(name: string): Promise<string> {
  const format = `{{range .Mounts}}{{if eq .Destination "${CONTAINER.confFolder}"}}{{.Source}}{{end}}{{end}}`;
  const { stdout } = await docker("container", "inspect", "--format", format, name);
  const source = stdout.trim();
  if (source !== "") return source;
  throw new UnavailableError("DOCKER_CONF_NOT_FOUND", {
    problem: `container ${name} mounts no folder of configuration at ${CONTAINER.confFolder}`,
    fix: "deploy it again: cachefort up",
  });
}
